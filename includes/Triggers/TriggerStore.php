<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** How each trigger was seen last, and the revisions of its arming: the newest of these holds. */
final class TriggerStore {
	public const TABLE   = 'rollback_triggers';
	public const ARMINGS = 'rollback_armings';

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/** @return array<string, TriggerRow> Of all there are, by id. */
	public function all(): array {
		$armings = $this->db->table( self::ARMINGS );
		$seen    = array_column( $this->db->rows( 'SELECT * FROM %i', [ $this->db->table( self::TABLE ) ] ), null, 'trigger_id' );
		$armed   = array_column( $this->db->rows( 'SELECT * FROM %i WHERE id IN (SELECT MAX(id) FROM %i GROUP BY trigger_id)', [ $armings, $armings ] ), null, 'trigger_id' );
		return array_map( static fn ( Trigger $trigger ): TriggerRow => TriggerRow::from_rows( $trigger, $seen[ $trigger->id ] ?? null, $armed[ $trigger->id ] ?? null ), TriggerCatalog::all() );
	}

	/** @param array<string, Observation> $observations */
	public function save( array $observations ): void {
		if ( [] === $observations ) {
			return;
		}
		ksort( $observations );
		$now  = $this->clock->now_ms();
		$args = [ $this->db->table( self::TABLE ) ];
		foreach ( $observations as $id => $one ) {
			array_push( $args, (string) $id, $one->state->value, $one->why, $one->text, Evidence::to_json( $one->evidence ), Evidence::to_json( $one->earlier ), (int) ( ObservedState::Firing === $one->state ), $now, $now );
		}
		// What depends on the old state comes before the state.
		$this->db->execute(
			'INSERT INTO %i (trigger_id, state, why, text, evidence, earlier, rounds, since_at, seen_at) VALUES ' . implode( ', ', array_fill( 0, count( $observations ), '(%s, %s, %s, %s, %s, %s, %d, %d, %d)' ) ) . '
			ON DUPLICATE KEY UPDATE
				since_at = CASE WHEN state = VALUES(state) THEN since_at ELSE VALUES(since_at) END,
				rounds = CASE WHEN VALUES(rounds) = 0 THEN 0 ELSE rounds + 1 END,
				state = VALUES(state), why = VALUES(why), text = VALUES(text), evidence = VALUES(evidence), earlier = VALUES(earlier), seen_at = VALUES(seen_at)',
			$args
		);
	}

	/**
	 * Writes the next revision of an arming. False: somebody else has written it.
	 *
	 * @param int $revision The one that the person saw; 0 when there was none.
	 */
	public function arm( string $id, bool $armed, int $revision, string $reason, Actor $actor ): bool {
		return 1 === $this->db->execute( 'INSERT IGNORE INTO %i (trigger_id, revision, armed, actor_kind, actor_id, reason, created_at) VALUES (%s, %d, %d, %s, %d, %s, %d)', [ $this->db->table( self::ARMINGS ), $id, $revision + 1, (int) $armed, $actor->kind, $actor->id, $reason, $this->clock->now_ms() ] );
	}
}
