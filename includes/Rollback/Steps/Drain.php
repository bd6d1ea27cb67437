<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Run\Run;

defined( 'ABSPATH' ) || exit;

/** Gives jobs that had begun before the hold a moment to end; what still runs then is named, and not waited for. */
final class Drain extends QuietStep {
	private const PATIENCE_MS = 30_000;
	private const LOOK_MS     = 500;

	public function __construct( private readonly ActionScheduler $action_scheduler, private readonly ActionQueues $queues, private readonly Config $config, private readonly int $patience_ms = self::PATIENCE_MS ) {}

	public function name(): string {
		return 'drain';
	}

	public function title(): string {
		return __( 'Let running jobs end', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$began = hrtime( true );
		do {
			$still_mine();
			$running = $this->running();
			$waited  = intdiv( (int) hrtime( true ) - (int) $began, 1_000_000 );
			if ( null === $running || 0 === $running->value || $waited >= $this->patience_ms ) {
				break;
			}
			usleep( self::LOOK_MS * 1_000 );
		} while ( true );
		return [
			self::fact( __( 'Still running', 'smartalloc-ops' ), null === $running ? __( 'not known', 'smartalloc-ops' ) : $running->value . ( $running->capped ? '+' : '' ) ),
			/* translators: %s: number of seconds. */
			self::fact( __( 'Waited', 'smartalloc-ops' ), sprintf( __( '%s s', 'smartalloc-ops' ), number_format( $waited / 1000, 1, '.', '' ) ) ),
		];
	}

	private function running(): ?Count {
		if ( ! $this->action_scheduler->presence()->is_present() ) {
			return null;
		}
		return $this->queues->survey( [ 'in-progress' => ActionQueues::CAPS['in-progress'] ] )->count( 'in-progress', fn ( string $hook, string $group ): bool => $this->config->is_smartalloc_job( $hook, $group ) );
	}
}
