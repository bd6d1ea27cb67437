<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Health\RunnerCadence;
use SmartAllocOps\Kpi\AllocationRecorder;
use SmartAllocOps\Kpi\Cursors;
use SmartAllocOps\Kpi\ExportRecorder;
use SmartAllocOps\Kpi\FaultRecorder;
use SmartAllocOps\Kpi\FormRecorder;
use SmartAllocOps\Kpi\Gauges;
use SmartAllocOps\Kpi\History;
use SmartAllocOps\Kpi\JobWatcher;
use SmartAllocOps\Kpi\KpiCatalog;
use SmartAllocOps\Kpi\KpiSeries;
use SmartAllocOps\Kpi\KpiSelfTest;
use SmartAllocOps\Kpi\KpiService;
use SmartAllocOps\Kpi\Ledger;
use SmartAllocOps\Kpi\Marks;
use SmartAllocOps\Kpi\MessageRecorder;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Kpi\OtherJobRecorder;
use SmartAllocOps\Kpi\QueueRecorder;
use SmartAllocOps\Kpi\Reconciler;
use SmartAllocOps\Kpi\Recorder;
use SmartAllocOps\Kpi\RollUp;
use SmartAllocOps\Kpi\Samples;
use SmartAllocOps\Kpi\Totals;
use SmartAllocOps\Kpi\Trends;
use SmartAllocOps\Overview\ContractSignals;
use SmartAllocOps\Platform\ActionWalk;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/** What is measured all the time, and what is said of it. */
final class KpiServices {
	/** One tick sums and clears, and walks through the jobs, for about that long each. */
	private const SLICE_MS = 250;

	private ?Recorder $recorder = null;
	private ?RollUp $roll_up    = null;
	private ?Cursors $cursors   = null;
	private ?Ledger $ledger     = null;
	private ?KpiService $kpis   = null;

	public function __construct( private readonly Services $services ) {}

	/** Adds the hooks of everything that measures. */
	public function register(): void {
		$services = $this->services;
		$this->queue_recorder()->register();
		$allocations = new AllocationRecorder( $this->recorder(), $this->ledger(), $services->config );
		$exports     = new ExportRecorder( $this->recorder(), $this->ledger(), $services->config );
		$messages    = new MessageRecorder( $this->recorder(), $this->ledger(), $services->config );
		foreach ( [ $allocations, $exports, $messages, new FaultRecorder( $this->recorder() ) ] as $recorder ) {
			$recorder->register();
		}
		( new FormRecorder( $this->recorder(), $services->smart_alloc(), $services->config, static fn ( string $hook ): bool => isset( $services->heartbeats()->all()[ ContractSignals::BEAT . $hook ] ) ) )->register();
		foreach ( [ new OtherJobRecorder( $this->recorder(), $services->config, $services->clock ), $allocations, $exports, $messages ] as $watcher ) {
			$this->watch( $watcher );
		}
	}

	/** What the tick does for it each minute. */
	public function sweep(): void {
		$this->ledger()->settle( $this->recorder() );
		$this->recorder()->collect_lost();
		$this->roll_up()->run( self::SLICE_MS );
	}

	/** Counts the jobs that are there: by the queues' own bounds, and by a walk through all of them. */
	public function count_jobs(): void {
		if ( $this->services->action_scheduler()->presence()->is_present() ) {
			( new Reconciler( new ActionWalk( $this->services->db, $this->services->config ), $this->store(), $this->cursors(), $this->services->clock ) )->run( self::SLICE_MS );
			$this->gauges()->measure( $this->samples() );
		}
	}

	public function gauges(): Gauges {
		return new Gauges( $this->services->action_queues(), $this->cursors(), $this->services->config, $this->services->clock );
	}

	public function samples(): Samples {
		return new Samples( $this->store(), $this->cursors(), $this->services->clock );
	}

	public function kpis(): KpiService {
		$services = $this->services;
		return $this->kpis ??= new KpiService(
			new KpiCatalog( $services->config ),
			new VerdictStore( $services->db, $services->logs()->log ),
			fn (): Samples => $this->samples(),
			static fn (): ?int => ( new RunnerCadence( $services->heartbeats() ) )->read()['median_s'] ?? null,
			fn ( Metric $metric, float $value ) => $this->recorder()->sample( $metric, '', $value ),
			$services->clock
		);
	}

	public function self_test(): KpiSelfTest {
		return new KpiSelfTest( $this->kpis(), $this->services->journal(), $this->services->clock );
	}

	public function series(): KpiSeries {
		$folder = $this->services->smart_alloc()->presence()->source ?? 'smart-alloc';
		return new KpiSeries( $this->kpis(), $this->history(), new Marks( $this->services->records()->feed(), [ 'site:plugin/' . sanitize_key( $folder ) ] ), $this->services->clock );
	}

	public function trends(): Trends {
		return new Trends( $this->history() );
	}

	public function history(): History {
		return new History( $this->store(), $this->cursors(), $this->services->clock );
	}

	public function store(): MetricStore {
		return new MetricStore( $this->services->db );
	}

	public function totals(): Totals {
		return new Totals( $this->services->db, $this->cursors(), $this->store(), $this->services->clock );
	}

	public function recorder(): Recorder {
		return $this->recorder ??= new Recorder( $this->store(), $this->ledger(), $this->roll_up(), $this->services->db, $this->services->clock, $this->services->logs()->folder );
	}

	public function roll_up(): RollUp {
		return $this->roll_up ??= new RollUp( $this->store(), $this->cursors(), $this->totals(), $this->services->clock );
	}

	private function watch( JobWatcher $watcher ): void {
		$this->services->logs()->jobs->watch( $watcher->job_began( ... ), $watcher->job_ended( ... ) );
	}

	private function ledger(): Ledger {
		return $this->ledger ??= new Ledger( $this->services->db, $this->services->clock );
	}

	public function cursors(): Cursors {
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
