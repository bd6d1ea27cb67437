<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Writes down that a runner of jobs came by, and which one: one small row for each kind of runner. */
final class RunnerHeartbeat {
	public const RUNNER = Heartbeats::RUNNER;
	public const CRON   = Heartbeats::CRON;

	/** What the names of background processors of Gravity Forms start with. */
	private const PROCESSOR = 'processor.';

	/** Characters that the name of a heartbeat has at most. */
	private const NAME = 64;

	/** A runner from the command line starts batch after batch; one note in this time is enough. */
	private const GAP_NS = 5_000_000_000;

	/** @var array<string, int> */
	private array $noted_ns = [];

	public function __construct( private readonly Heartbeats $heartbeats, private readonly BackgroundProcessors $processors ) {}

	public function register(): void {
		add_action( 'action_scheduler_before_process_queue', [ $this, 'action_scheduler_before_process_queue' ] );
		add_action( 'wp_loaded', [ $this, 'wp_loaded' ] );
	}

	public function action_scheduler_before_process_queue(): void {
		$this->note( self::RUNNER . self::kind() );
	}

	public function wp_loaded(): void {
		if ( wp_doing_cron() ) {
			$this->note( self::CRON );
		}
		if ( wp_doing_cron() || wp_doing_ajax() ) {
			foreach ( $this->processors->all() as $processor ) {
				add_filter( $processor->limit_filter(), fn ( $is_over ) => $this->worked( $processor, $is_over ) );
			}
		}
	}

	/**
	 * The runner of a background processor that was seen last.
	 *
	 * @param array<string, array{at: int, detail: string}> $beats
	 * @return array{at: int, kind: 'other'}|null
	 */
	public static function last_of( Processor $processor, array $beats ): ?array {
		$beat = $beats[ self::name( $processor ) ] ?? null;
		return null === $beat ? null : [
			'at'   => $beat['at'],
			'kind' => 'other',
		];
	}

	/**
	 * The runner seen last, of any kind.
	 *
	 * @param array<string, array{at: int, detail: string}> $beats
	 * @return array{at: int, kind: string}|null
	 */
	public static function last( array $beats ): ?array {
		$last = null;
		foreach ( $beats as $name => $beat ) {
			if ( str_starts_with( $name, self::RUNNER ) && ( null === $last || $beat['at'] > $last['at'] ) ) {
				$last = [
					'at'   => $beat['at'],
					'kind' => substr( $name, strlen( self::RUNNER ) ),
				];
			}
		}
		return $last;
	}

	/** A processor asks after each task whether its time is over: it has just done one. */
	private function worked( Processor $processor, mixed $is_over ): mixed {
		$this->note( self::name( $processor ) );
		return $is_over;
	}

	private static function name( Processor $processor ): string {
		return substr( self::PROCESSOR . $processor->name, 0, self::NAME );
	}

	/** @return 'wp_cron'|'async'|'cli'|'admin'|'other' The hook carries no context, so it is told by the process. */
	private static function kind(): string {
		return match ( true ) {
			defined( 'WP_CLI' ) && WP_CLI => 'cli',
			wp_doing_cron() => 'wp_cron',
			doing_action( 'wp_ajax_as_async_request_queue_runner' ), doing_action( 'wp_ajax_nopriv_as_async_request_queue_runner' ) => 'async',
			is_admin() => 'admin',
			default => 'other',
		};
	}

	private function note( string $name ): void {
		$now = (int) hrtime( true );
		if ( isset( $this->noted_ns[ $name ] ) && $now - $this->noted_ns[ $name ] < self::GAP_NS ) {
			return;
		}
		$this->noted_ns[ $name ] = $now;
		try {
			$this->heartbeats->push_time( $name );
		} catch ( DatabaseError $error ) {
			// A runner must run although nobody can write down that it does; the screen then shows it as not seen.
			error_log( 'SmartAlloc Ops: a heartbeat could not be written. ' . $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
