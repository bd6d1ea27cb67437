<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Rest\TextAnswer;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the KPIs over REST: all of them in one answer, and how one went. Both also as CSV.
 *
 * @phpstan-import-type JobCounts from Gauges
 */
final class KpiController implements Routes {
	public function __construct( private readonly KpiService $kpis, private readonly Gauges $gauges, private readonly Trends $trends, private readonly KpiSeries $series ) {}

	public function register_routes( Router $router ): void {
		$format = [ 'format' => Shape::one_of( [ 'json', 'csv' ] ) + [ 'default' => 'json' ] ];
		$router->add( 'GET', '/kpis', [ $this, 'all' ], $format, KpiSchema::report() );
		$router->add( 'GET', '/kpis/{kpi}/series', [ $this, 'one' ], SeriesSchema::fields() + $format, SeriesSchema::item() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>|\WP_REST_Response
	 */
	public function all( \WP_REST_Request $request ): array|\WP_REST_Response {
		$report = $this->kpis->report();
		return 'csv' === $request['format']
			? self::csv( KpiExport::tiles( $report ), 'kpis' )
			: KpiSchema::describe( $report, $this->gauges(), $this->trends( $report ) );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>|\WP_REST_Response
	 */
	public function one( \WP_REST_Request $request ): array|\WP_REST_Response {
		$series = $this->series->of( (string) $request['kpi'], (string) $request['scope'], SeriesWindow::from( (string) $request['window'] ) );
		return 'csv' === $request['format']
			? self::csv( KpiExport::series( $series ), trim( "{$series->kpi->id}-{$series->scope}", '-' ) . "-{$series->window->value}" )
			: SeriesSchema::describe( $series );
	}

	private static function csv( string $text, string $name ): \WP_REST_Response {
		return TextAnswer::file( $text, 'text/csv', "smartalloc-$name.csv" );
	}

	/** @return JobCounts|null Null: they cannot be read, and the verdicts must come all the same. */
	private function gauges(): ?array {
		try {
			return $this->gauges->report();
		} catch ( DatabaseError ) {
			return null;
		}
	}

	/** @return array<string, array{at: int, values: list<int|float|null>}>|null Likewise. */
	private function trends( KpiReport $report ): ?array {
		try {
			return $this->trends->of( array_map( static fn ( KpiState $state ): Kpi => $state->kpi, $report->states ) );
		} catch ( DatabaseError ) {
			return null;
		}
	}
}
