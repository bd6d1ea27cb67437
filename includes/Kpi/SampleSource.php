<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** What a judge holds against the limits: what was measured, or what a self-test plays. */
interface SampleSource {
	/** @param string|null $scope Null for all of them together. */
	public function of( Metric $metric, ?string $scope, int $window_s ): Histogram;

	/** One quarter of the last hour; 0 is the one that runs. */
	public function quarter( Metric $metric, ?string $scope, int $quarter ): Histogram;
}
