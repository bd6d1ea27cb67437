<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Cli\Output;

defined( 'ABSPATH' ) || exit;

/**
 * What a scraper such as Prometheus reads of this site.
 */
final class MetricsCommand {
	public function __construct( private readonly ScrapeService $scrapes ) {}

	/**
	 * Prints what a scraper would get now, in the text format of Prometheus.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function print( array $args, array $assoc_args ): void {
		Output::guard( fn () => \WP_CLI::line( rtrim( $this->scrapes->text(), "\n" ) ) );
	}
}
