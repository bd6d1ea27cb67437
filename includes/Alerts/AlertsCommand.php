<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * Alerts and the decisions behind them.
 */
final class AlertsCommand {
	public function __construct( private readonly AlertService $alerts, private readonly AlertSchema $schema ) {}

	/**
	 * Lists alerts that fired, newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--open]
	 * : Only those that are not over.
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
		Output::guard(
			fn () => Output::items( array_map( [ $this->schema, 'describe_line' ], $this->alerts->page( ! empty( $assoc_args['open'] ), null, 100 ) ), [ 'id', 'signal', 'state', 'severity', 'onset_at', 'fired_at', 'resolved_at', 'decision' ], $assoc_args )
		);
	}

	/**
	 * Shows one alert with the decision that was frozen when it fired, as JSON.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the alert.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function show( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args ): void {
				$alert    = $this->alerts->get( Output::whole_number( 'id', $args[0] ) );
				$decision = null === $alert->decision_id ? null : AlertSchema::describe_decision( $this->alerts->decision( $alert->decision_id ) );
				\WP_CLI::line( (string) wp_json_encode( Sentences::all_told( [ 'decision' => $decision ] + $this->schema->describe( $alert ) ), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
			}
		);
	}

	/**
	 * Says that somebody is on it: it is told of again only when it gets worse or is over.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the alert.
	 *
	 * --reason=<reason>
	 * : Who is on it, and what is being done.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function ack( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$alert = $this->alerts->acknowledge( Output::whole_number( 'id', $args[0] ), (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %d: number of an alert. */
				\WP_CLI::success( sprintf( __( 'Alert %d is acknowledged.', 'smartalloc-ops' ), $alert->id ) );
			}
		);
	}
}
