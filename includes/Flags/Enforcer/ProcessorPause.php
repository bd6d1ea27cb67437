<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\ProcessorQueues;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/**
 * `scheduling` of one background processor of Gravity Forms: it goes on storing batches, and no task of it begins.
 *
 * Its loopback request ends before it is handled, its health check does not fire (CronGuard; taken off where somebody
 * fires the hook by other means), and a process that is at work is told after each task that its time is over. A dispatch
 * is never cancelled: since Gravity Forms 2.9.7 that would leave out the health check, which brings everything back.
 */
final class ProcessorPause implements FlagEnforcer {
	public function __construct(
		private readonly FlagHolds $holds,
		private readonly BackgroundProcessors $processors,
		private readonly ProcessorQueues $queues,
		private readonly Clock $clock,
	) {}

	public function register(): void {
		// Every processor is there by then, and the request for one has not been handled yet.
		add_action( 'wp_loaded', [ $this, 'wp_loaded' ] );
	}

	/** Pages of visitors and of wp-admin never work on batches. */
	public function wp_loaded(): void {
		if ( ! wp_doing_ajax() && ! wp_doing_cron() && ! ( defined( 'WP_CLI' ) && WP_CLI ) ) {
			return;
		}
		foreach ( $this->processors->all() as $processor ) {
			$this->watch( $processor );
		}
	}

	/** Adds the hooks that obey for one processor. */
	public function watch( Processor $processor ): void {
		if ( ! QueueScopes::can_pause_processor( $processor->name ) ) {
			return;
		}
		$stop = function () use ( $processor ): void {
			if ( $this->is_held( $processor ) ) {
				// As Gravity Forms itself answers when there is nothing to do.
				wp_die();
			}
		};
		add_action( "wp_ajax_{$processor->identifier}", $stop, PHP_INT_MIN );
		add_action( "wp_ajax_nopriv_{$processor->identifier}", $stop, PHP_INT_MIN );
		add_filter( $processor->limit_filter(), fn ( $is_over ) => $this->is_held( $processor ) ? true : $is_over, PHP_INT_MAX );
		$health = $processor->health_callback();
		add_action(
			$processor->health_check(),
			function () use ( $processor, $health ): void {
				if ( $this->is_held( $processor ) ) {
					$health->take_off();
				}
			},
			PHP_INT_MIN
		);
		// Added again even if it was not taken off: WordPress keeps one callback of an object's method once.
		add_action( $processor->health_check(), $health->put_back( ... ), PHP_INT_MAX );
	}

	public function enforcement( string $scope ): Enforcement {
		return null === $this->processors->get( self::name( $scope ) )
			? Enforcement::none( __( 'Gravity Forms or its add-on is not here, so nothing works on these batches anyway.', 'smartalloc-ops' ), Links::plugins() )
			: Enforcement::full( __( 'Obeyed by the requests of Gravity Forms to itself, its health check and, after the present task, by a process at work.', 'smartalloc-ops' ) );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach     = new Reach();
		$processor = $this->processors->get( self::name( $scope ) );
		if ( null === $processor ) {
			return $reach->line( __( 'Batches waiting', 'smartalloc-ops' ), null, __( 'its processor is not here', 'smartalloc-ops' ) );
		}
		$state = $this->queues->survey( [ $processor->name => $processor ] )[ $processor->name ];
		$works = true === $state->lock?->is_live( $this->clock->now_ms() );
		$reach->line( __( 'Batches waiting', 'smartalloc-ops' ), $state->batches, __( 'now', 'smartalloc-ops' ) )
			->line( __( 'Tasks in them', 'smartalloc-ops' ), $state->tasks, null === $state->tasks ? __( 'a batch does not say how many', 'smartalloc-ops' ) : __( 'now', 'smartalloc-ops' ) )
			->line( __( 'Processes at work', 'smartalloc-ops' ), new Count( $works ? 1 : 0 ), __( 'by its lock', 'smartalloc-ops' ) )
			->reassure( $processor->said() );
		if ( 'off' === $value ) {
			$reach->reassure( __( 'Nothing is deleted: Gravity Forms goes on storing batches, and they are worked on once when it is resumed.', 'smartalloc-ops' ) )
				->reassure( __( 'SmartAlloc takes entries in as before: it does not go through background processors.', 'smartalloc-ops' ) );
			$reach->warn( __( 'It stands still for every form of this site, not only for those of SmartAlloc.', 'smartalloc-ops' ) );
			return $works ? $reach->warn( __( 'A process is at work: it ends after its present task.', 'smartalloc-ops' ) ) : $reach;
		}
		return $state->batches->value > 0 ? $reach->warn( __( 'The health check works on what waits, at the next run of WP-Cron or within five minutes.', 'smartalloc-ops' ) ) : $reach;
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	/** Asked of the table: a process that works for minutes must not go by a memory from before the flip. */
	private function is_held( Processor $processor ): bool {
		$this->holds->refresh();
		return $this->holds->is_processor_held( $processor->name );
	}

	private static function name( string $scope ): string {
		return substr( $scope, strlen( QueueScopes::PROCESSOR ) );
	}
}
