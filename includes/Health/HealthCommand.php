<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * The checks of SmartAlloc. Exit code: 0 good, 10 recommended, 11 critical, 12 unknown, 1 error.
 */
final class HealthCommand {
	private const FIELDS = [ 'probe', 'status', 'reason', 'finding', 'measured_at' ];

	public function __construct( private readonly HealthService $health ) {}

	/**
	 * Shows the last verdicts, without measuring anything.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function list( array $args, array $assoc_args ): void {
		$this->show( fn (): HealthReport => $this->health->report(), $assoc_args );
	}

	/**
	 * Measures all checks, or one, and shows the verdicts.
	 *
	 * ## OPTIONS
	 *
	 * [<probe>]
	 * : Id of one check.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function check( array $args, array $assoc_args ): void {
		$this->show( fn (): HealthReport => $this->health->check( $args[0] ?? null ), $assoc_args );
	}

	/**
	 * Proves that checks can go red: brings about each one's fault, looks, undoes it and looks again.
	 *
	 * ## OPTIONS
	 *
	 * [<probe>]
	 * : Id of one check.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function selftest( array $args, array $assoc_args ): void {
		$passed = true;
		Output::guard(
			function () use ( $args, $assoc_args, &$passed ): void {
				$items = [];
				foreach ( isset( $args[0] ) ? [ $args[0] ] : $this->health->probe_ids() as $probe ) {
					try {
						$result = $this->health->self_test( $probe, Actor::cli() );
					} catch ( Refused $refused ) {
						// One check that is not well must not hide what the others can prove.
						$passed  = false;
						$items[] = [
							'probe'       => $probe,
							'passed'      => null,
							'fault'       => $refused->getMessage(),
							'under_fault' => null,
							'afterwards'  => null,
						];
						continue;
					}
					$passed  = $passed && $result->passed();
					$items[] = [
						'probe'       => $probe,
						'passed'      => $result->passed(),
						'fault'       => $result->probe->fault(),
						'under_fault' => $result->under_fault->reading->status->value,
						'afterwards'  => $result->afterwards->reading->status->value,
					];
				}
				Output::items( $items, [ 'probe', 'passed', 'fault', 'under_fault', 'afterwards' ], $assoc_args );
			}
		);
		\WP_CLI::halt( $passed ? 0 : Output::exit_code( Status::Critical ) );
	}

	/**
	 * @param callable(): HealthReport $read
	 * @param array<string, mixed>     $assoc_args
	 */
	private function show( callable $read, array $assoc_args ): void {
		$worst = Status::Unknown;
		Output::guard(
			static function () use ( $read, $assoc_args, &$worst ): void {
				$report = $read();
				$worst  = $report->worst();
				Output::items( HealthSchema::describe( $report )['verdicts'], self::FIELDS, $assoc_args );
			}
		);
		\WP_CLI::halt( Output::exit_code( $worst ) );
	}
}
