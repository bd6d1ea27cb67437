<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Kpi\Cursors;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Kpi\QueueRecorder;
use SmartAllocOps\Kpi\Recorder;
use SmartAllocOps\Kpi\RollUp;

defined( 'ABSPATH' ) || exit;

/** What is measured all the time, and what is said of it. */
final class KpiServices {
	/** One tick sums and clears for about that long. */
	private const ROLL_UP_MS = 250;

	private ?Recorder $recorder = null;
	private ?RollUp $roll_up    = null;
	private ?Cursors $cursors   = null;

	public function __construct( private readonly Services $services ) {}

	/** Adds the hooks of everything that measures. */
	public function register(): void {
		$this->queue_recorder()->register();
	}

	/** What the tick does for it each minute. */
	public function sweep(): void {
		$this->recorder()->collect_lost();
		$this->roll_up()->run( self::ROLL_UP_MS );
	}

	public function store(): MetricStore {
		return new MetricStore( $this->services->db );
	}

	public function recorder(): Recorder {
		return $this->recorder ??= new Recorder( $this->store(), $this->roll_up(), $this->services->db, $this->services->clock, $this->services->logs()->folder );
	}

	public function roll_up(): RollUp {
		return $this->roll_up ??= new RollUp( $this->store(), $this->cursors(), $this->services->clock );
	}

	private function cursors(): Cursors {
		return $this->cursors ??= new Cursors( $this->services->db, $this->services->clock );
	}

	private function queue_recorder(): QueueRecorder {
		return new QueueRecorder(
			$this->recorder(),
			$this->services->action_scheduler(),
			$this->services->config,
			$this->services->clock,
			fn ( array $ids ): array => $this->services->queue_services()->failure_recorder()->timed_out( $ids )
		);
	}
}
