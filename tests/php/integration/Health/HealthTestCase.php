<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Health\HealthService;
use SmartAllocOps\Health\ProbeState;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\HealthySite;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** Base of the tests that measure: objects made anew, so that nothing is remembered from the test before. */
abstract class HealthTestCase extends IntegrationTestCase {
	protected function setUp(): void {
		parent::setUp();
		HealthySite::arrange();
	}

	protected function services( ?Clock $clock = null ): Services {
		global $wpdb;
		return new Services( $wpdb, $clock );
	}

	protected function health( ?Clock $clock = null ): HealthService {
		return $this->services( $clock )->health();
	}

	/** Measures one probe with its parents and gives what is then known of it. */
	protected function measured( string $probe, ?Clock $clock = null ): ProbeState {
		return $this->state( $this->health( $clock )->check( $probe ), $probe );
	}

	protected function state( HealthReport $report, string $probe ): ProbeState {
		$state = $report->get( $probe );
		self::assertNotNull( $state );
		return $state;
	}

	/** @param array<string, mixed> $values */
	protected function configure( array $values ): void {
		update_option( 'smartalloc_ops_config', $values );
	}
}
