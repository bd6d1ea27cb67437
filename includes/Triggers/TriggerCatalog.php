<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\NotFound;

defined( 'ABSPATH' ) || exit;

/** The triggers of the playbook (B1), in the order they are shown. */
final class TriggerCatalog {
	/** What shows that this console measured in an hour: its tick notes these each minute. */
	private const TICKED = [ 'queue.dead_letters', 'forms.unfit' ];

	/** More such faults in an hour are a burst; people mistype and sessions run out. */
	private const FAULTS = 10;

	private const DEAD_LETTERS = 5;
	private const DUPLICATES   = 3;

	/** @return array<string, Trigger> By id. */
	public static function all(): array {
		$duplicates = new GrowthRule( [ 'comms.duplicate', 'allocation.duplicate' ], [ 'comms.sent', 'allocation.done' ], self::DUPLICATES, false, [ 'comms.sent', 'allocation.done' ] );
		$faults     = static fn ( string $metric ): GrowthRule => new GrowthRule( [ $metric ], self::TICKED, self::FAULTS );
		$all        = [
			new Trigger( 'queue_failures', Trigger::ALERT, [ 'queue.failure_rate' ] ),
			new Trigger( 'queue_wait', Trigger::ALERT, [ 'queue.wait_p95' ] ),
			new Trigger( 'export_crashes', Trigger::ALERT, [ 'export.crashes' ] ),
			new Trigger( 'export_memory', Trigger::ALERT, [ 'export.peak_memory' ] ),
			new Trigger( 'export_duration', Trigger::ALERT, [ 'export.duration_p95' ] ),
			new Trigger( 'delivery', Trigger::ALERT, [ 'comms.delivery_rate' ] ),
			new Trigger( 'health', Trigger::HEALTH ),
			new Trigger( 'dead_letters', Trigger::GROWTH, [], new GrowthRule( [ 'queue.dead_letters' ], [ 'queue.dead_letters' ], self::DEAD_LETTERS, true ) ),
			new Trigger( 'duplicates', Trigger::GROWTH, [], $duplicates ),
			new Trigger( 'utc', Trigger::ALERT, [ 'utc' ] ),
			new Trigger( 'signatures', Trigger::GROWTH, [], $faults( 'security.signature' ), true ),
			new Trigger( 'nonces', Trigger::GROWTH, [], $faults( 'security.nonce' ), true ),
			new Trigger( 'capabilities', Trigger::GROWTH, [], $faults( 'security.capability' ), true ),
			new Trigger( 'fatal', Trigger::WATCHDOG ),
			new Trigger( 'fatal_seen', Trigger::WATCHDOG, [], null, true ),
		];
		return array_combine( array_map( static fn ( Trigger $trigger ): string => $trigger->id, $all ), $all );
	}

	/** @throws NotFound */
	public static function get( string $id ): Trigger {
		/* translators: 1: what was asked for, 2: list of ids. */
		return self::all()[ $id ] ?? throw new NotFound( sprintf( __( 'There is no trigger "%1$s". There are: %2$s.', 'smartalloc-ops' ), $id, implode( ', ', array_keys( self::all() ) ) ) );
	}

	/** @return list<string> Metrics that triggers count with. */
	public static function metrics(): array {
		$metrics = [];
		foreach ( self::all() as $trigger ) {
			if ( null !== $trigger->growth ) {
				$metrics = [ ...$metrics, ...$trigger->growth->counted, ...$trigger->growth->observed, ...$trigger->growth->among ];
			}
		}
		return array_values( array_unique( $metrics ) );
	}

	/** @return list<string> Signals of which a trigger of their own speaks. */
	public static function signals(): array {
		return array_merge( ...array_map( static fn ( Trigger $trigger ): array => $trigger->signals, array_values( self::all() ) ) );
	}
}
