<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\JobArguments;

defined( 'ABSPATH' ) || exit;

/** Allocations as SmartAlloc tells of them; of those it does not tell of, how long their jobs took. */
final class AllocationRecorder implements JobWatcher {
	private const HOOK  = 'smartalloc_allocation_finished';
	private const GROUP = 'smartalloc_allocate';

	/** SmartAlloc saw itself that the entry has a result, and left it. */
	private const ALREADY_THERE = 'duplicate';

	/** Whether the job that runs allocates, and nothing was told of it yet. */
	private bool $is_untold = false;

	public function __construct( private readonly Recorder $recorder, private readonly Ledger $ledger, private readonly Config $config ) {}

	public function register(): void {
		// First, so that a listener that throws hides nothing.
		add_action( self::HOOK, [ $this, 'smartalloc_allocation_finished' ], PHP_INT_MIN );
	}

	/** @param mixed $told */
	public function smartalloc_allocation_finished( $told = null ): void {
		if ( ! is_array( $told ) ) {
			return;
		}
		$this->is_untold = false;
		$scope           = Told::form( $told, $this->config );
		$ran_ms          = Told::duration( $told );
		$entry           = Told::number( $told, 'entry_id' );
		$this->recorder->count( Metric::AllocationDone, $scope );
		if ( null !== $ran_ms ) {
			$this->recorder->sample( Metric::AllocationRun, $scope, $ran_ms );
		}
		if ( true === ( $told['conflict'] ?? null ) ) {
			$this->recorder->count( Metric::AllocationConflict, $scope );
		}
		if ( null !== $entry && self::ALREADY_THERE !== ( $told['status'] ?? null ) ) {
			$this->ledger->note( Ledger::ALLOCATION, (string) (int) $entry, $scope, true );
		}
	}

	public function job_began( string $job_id, string $hook, string $group, ?int $due_ms ): void {
		$this->is_untold = self::GROUP === $group || JobArguments::is_about_an_entry( $hook );
	}

	public function job_ended( string $reason, float $ran_ms ): void {
		if ( $this->is_untold && '' === $reason ) {
			$this->recorder->count( Metric::AllocationDone, Recorder::OTHER );
			$this->recorder->sample( Metric::AllocationRun, Recorder::OTHER, $ran_ms );
		}
		$this->is_untold = false;
	}
}
