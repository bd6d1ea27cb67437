<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use SmartAllocOps\Overview\OverviewReport;
use SmartAllocOps\Overview\Problem;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\HealthySite;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

abstract class OverviewTestCase extends IntegrationTestCase {
	protected function setUp(): void {
		parent::setUp();
		HealthySite::arrange();
	}

	protected function services( ?Clock $clock = null ): Services {
		global $wpdb;
		return new Services( $wpdb, $clock );
	}

	/** Measures all checks first, as the tick does. */
	protected function measured_report(): OverviewReport {
		$this->services()->health()->check();
		return $this->services()->overview()->report();
	}

	/** @return list<string> */
	protected function sources( OverviewReport $report ): array {
		return array_map( static fn ( Problem $problem ): string => $problem->source, $report->problems );
	}
}
