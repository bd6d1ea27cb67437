<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Logs how jobs of SmartAlloc begin and end, whoever runs them, and knows whose entry the running one is about.
 *
 * Action Scheduler tells a runner's id only; hook and arguments are seen when the action is fetched right after, so
 * nothing is asked for a second time.
 */
final class LogJobs {
	/** The action that has begun and was not seen yet. */
	private ?int $begun = null;

	/** @var array{job_id: string, hook: string, group: string, entry_id: int|null}|null */
	private ?array $job = null;

	/** @var list<array{\Closure( string, string, string, int|null ): void, \Closure( string, float ): void}> Who else wants to know where jobs begin and end. */
	private array $watchers = [];

	private int $started_ns     = 0;
	private int $number         = 0;
	private bool $is_registered = false;

	public function __construct( private readonly Log $log, private readonly Config $config ) {}

	public function register(): void {
		add_action( 'action_scheduler_begin_execute', [ $this, 'action_scheduler_begin_execute' ], PHP_INT_MAX );
		add_filter( 'action_scheduler_stored_action_instance', [ $this, 'action_scheduler_stored_action_instance' ], PHP_INT_MAX, 5 );
		add_action( 'action_scheduler_after_execute', [ $this, 'action_scheduler_after_execute' ], PHP_INT_MAX, 0 );
		add_action( 'action_scheduler_failed_execution', [ $this, 'action_scheduler_failed_execution' ], PHP_INT_MAX, 2 );
		add_action( 'action_scheduler_unexpected_shutdown', [ $this, 'action_scheduler_unexpected_shutdown' ], PHP_INT_MAX, 0 );
		// A runner of the shell lives for hours.
		add_action( 'action_scheduler_after_process_queue', [ $this->log, 'flush' ], PHP_INT_MAX, 0 );
		add_action( 'init', [ $this, 'watch_cron' ], PHP_INT_MAX );
	}

	/** @param int|string $action_id */
	public function action_scheduler_begin_execute( $action_id ): void {
		$this->begun = (int) $action_id;
		$this->job   = null;
	}

	/**
	 * What comes in goes out.
	 *
	 * @param mixed $action
	 * @param mixed $hook
	 * @param mixed $args
	 * @param mixed $schedule
	 * @param mixed $group
	 * @return mixed
	 */
	public function action_scheduler_stored_action_instance( $action, $hook = '', $args = [], $schedule = null, $group = '' ) {
		if ( null !== $this->begun && is_string( $hook ) ) {
			$id          = $this->begun;
			$this->begun = null;
			$this->begin( "as:$id", $hook, is_string( $group ) ? $group : '', is_array( $args ) ? $args : [] );
		}
		return $action;
	}

	public function action_scheduler_after_execute(): void {
		$this->end();
	}

	/**
	 * @param int|string $action_id
	 * @param mixed      $exception Action Scheduler's own, with the one of the handler inside.
	 */
	public function action_scheduler_failed_execution( $action_id, $exception = null ): void {
		$cause = $exception instanceof \Throwable ? $exception->getPrevious() ?? $exception : null;
		$this->end( 'failed', $cause );
	}

	public function action_scheduler_unexpected_shutdown(): void {
		$this->end( 'unexpected_shutdown' );
	}

	/** Events of WP-Cron that are jobs of SmartAlloc, as they are where Action Scheduler is not there. */
	public function watch_cron(): void {
		if ( ! wp_doing_cron() ) {
			return;
		}
		$hooks = [];
		foreach ( (array) get_option( 'cron' ) as $events ) {
			$hooks += is_array( $events ) ? $events : [];
		}
		foreach ( array_filter( array_map( 'strval', array_keys( $hooks ) ), [ $this->config, 'is_smartalloc_hook' ] ) as $hook ) {
			$is_ours = false;
			add_action(
				$hook,
				function ( ...$args ) use ( $hook, &$is_ours ): void {
					// A runner that works inside of WP-Cron has said so itself.
					$is_ours = null === $this->job;
					$is_ours && $this->begin( 'cron:' . bin2hex( random_bytes( 6 ) ), $hook, '', $args );
				},
				PHP_INT_MIN,
				10
			);
			add_action(
				$hook,
				function () use ( &$is_ours ): void {
					$is_ours && $this->end();
				},
				PHP_INT_MAX,
				0
			);
		}
	}

	/**
	 * @param \Closure( string, string, string, int|null ): void $began Told id, hook, group, and when it was due where that is known.
	 * @param \Closure( string, float ): void                    $ended Told why it failed (empty: it did not), and how long it took in milliseconds.
	 */
	public function watch( \Closure $began, \Closure $ended ): void {
		$this->watchers[] = [ $began, $ended ];
	}

	/** @param array<mixed> $args Read for the number of an entry, and not kept. */
	public function begin( string $job_id, string $hook, string $group, array $args, ?int $due_ms = null ): void {
		if ( ! $this->config->is_smartalloc_job( $hook, $group ) ) {
			return;
		}
		if ( ! $this->is_registered ) {
			$this->is_registered = true;
			register_shutdown_function( fn () => $this->end( 'cut_off' ) );
		}
		$this->job = [
			'job_id'   => $job_id,
			'hook'     => $hook,
			'group'    => $group,
			'entry_id' => JobArguments::entry_id( $hook, $args ),
		];
		$this->log->correlate( (string) ++$this->number );
		$this->started_ns = (int) hrtime( true );
		$this->log->write( LogEvent::JobStarted, $this->job );
		foreach ( $this->watchers as [ $began ] ) {
			$began( $job_id, $hook, $group, $due_ms );
		}
	}

	/** @param string $reason Why it failed, as a code; empty when it did not. */
	public function end( string $reason = '', ?\Throwable $error = null ): void {
		$this->begun = null;
		if ( null === $this->job ) {
			return;
		}
		$ran_ns    = (int) hrtime( true ) - $this->started_ns;
		$ended     = $this->job + [ 'duration_ms' => intdiv( $ran_ns, 1_000_000 ) ];
		$this->job = null;
		$this->log->write(
			'' === $reason ? LogEvent::JobFinished : LogEvent::JobFailed,
			'' === $reason ? $ended : $ended + [ 'reason' => $reason ] + ( null === $error ? [] : self::error( $error ) )
		);
		$this->log->correlate( '' );
		foreach ( $this->watchers as [ , $has_ended ] ) {
			$has_ended( $reason, $ran_ns / 1e6 );
		}
	}

	/** @return array{job_id?: string, entry_id?: int} Of the job that runs now, for what is logged from inside of it. */
	public function context(): array {
		return null === $this->job ? [] : array_filter(
			[
				'job_id'   => $this->job['job_id'],
				'entry_id' => $this->job['entry_id'],
			]
		);
	}

	/** @return array{error_class: string, error_frame: string} Class and frame; a message may quote anything. */
	private static function error( \Throwable $error ): array {
		return [
			'error_class' => explode( '@', get_class( $error ) )[0],
			'error_frame' => basename( $error->getFile() ) . ':' . $error->getLine(),
		];
	}
}
