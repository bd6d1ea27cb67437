<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;

defined( 'ABSPATH' ) || exit;

/** The last verdict of each probe. One row a probe; a newer measurement never gives way to an older one. */
final class VerdictStore {
	public function __construct( private readonly Database $db, private readonly ?Log $log = null ) {}

	public function save( Verdict $verdict ): void {
		$this->save_all( [ $verdict ] );
	}

	/**
	 * One statement for all of a round.
	 *
	 * @param array<array-key, Verdict> $verdicts
	 */
	public function save_all( array $verdicts ): void {
		if ( [] === $verdicts ) {
			return;
		}
		// In the order of their key, so that two rounds at once do not wait for each other.
		usort( $verdicts, static fn ( Verdict $one, Verdict $other ): int => strcmp( $one->probe, $other->probe ) );
		$this->note_changes( $verdicts );
		$args = [ $this->db->table( 'verdicts' ) ];
		foreach ( $verdicts as $verdict ) {
			array_push( $args, $verdict->probe, $verdict->reading->status->value, self::data( $verdict ), $verdict->valid_until, $verdict->measured_at );
		}
		// Two writers may finish out of order, so the row keeps whichever measurement is younger; the guarded columns come before their guard.
		$this->db->execute(
			'INSERT INTO %i (probe, status, data, valid_until, measured_at) VALUES ' . implode( ', ', array_fill( 0, count( $verdicts ), '(%s, %s, %s, %d, %d)' ) ) . '
			ON DUPLICATE KEY UPDATE
				status = CASE WHEN VALUES(measured_at) >= measured_at THEN VALUES(status) ELSE status END,
				data = CASE WHEN VALUES(measured_at) >= measured_at THEN VALUES(data) ELSE data END,
				valid_until = CASE WHEN VALUES(measured_at) >= measured_at THEN VALUES(valid_until) ELSE valid_until END,
				measured_at = CASE WHEN VALUES(measured_at) >= measured_at THEN VALUES(measured_at) ELSE measured_at END',
			$args
		);
	}

	private static function data( Verdict $verdict ): string {
		$reading = $verdict->recorded;
		return (string) wp_json_encode(
			[
				'reason'      => $reading->reason,
				'finding'     => $reading->finding,
				'value'       => $reading->value,
				'unit'        => $reading->unit,
				'n'           => $reading->n,
				'window_s'    => $reading->window_s,
				'duration_ms' => $verdict->duration_ms,
				'waits_for'   => $verdict->waits_for,
				'actions'     => array_map( static fn ( Action $action ): array => $action->to_array(), $reading->actions ),
			]
		);
	}

	/**
	 * A check that says the same as before is no news.
	 *
	 * @param non-empty-list<Verdict> $verdicts
	 */
	private function note_changes( array $verdicts ): void {
		if ( null === $this->log ) {
			return;
		}
		$marks = implode( ', ', array_fill( 0, count( $verdicts ), '%s' ) );
		$rows  = $this->db->rows( "SELECT probe, status FROM %i WHERE probe IN ($marks)", [ $this->db->table( 'verdicts' ), ...array_map( static fn ( Verdict $verdict ): string => $verdict->probe, $verdicts ) ] );
		$known = array_column( $rows, 'status', 'probe' );
		foreach ( $verdicts as $verdict ) {
			$previous = $known[ $verdict->probe ] ?? null;
			if ( $previous !== $verdict->reading->status->value ) {
				$this->log->write(
					LogEvent::ProbeChanged,
					[
						'probe'    => $verdict->probe,
						'status'   => $verdict->reading->status->value,
						'previous' => $previous,
						'reason'   => $verdict->reading->reason,
					]
				);
			}
		}
	}

	/** Deletes the verdicts on parts that nobody has said anything of since then. */
	public function forget_parts( int $before_ms ): void {
		$this->db->execute( 'DELETE FROM %i WHERE measured_at < %d AND probe LIKE %s', [ $this->db->table( 'verdicts' ), $before_ms, '%' . $this->db->like( Verdict::PART ) . '%' ] );
	}

	/** @return array<string, Verdict> By probe id. */
	public function all(): array {
		$verdicts = [];
		foreach ( $this->db->rows( 'SELECT probe, status, data, valid_until, measured_at FROM %i', [ $this->db->table( 'verdicts' ) ] ) as $row ) {
			$verdicts[ (string) $row['probe'] ] = $this->read( $row );
		}
		return $verdicts;
	}

	/** @param array<string, string|null> $row */
	private function read( array $row ): Verdict {
		$data    = json_decode( (string) $row['data'], true );
		$data    = is_array( $data ) ? $data : [];
		$actions = [];
		foreach ( is_array( $data['actions'] ?? null ) ? $data['actions'] : [] as $action ) {
			$actions[] = 'link' === $action['kind'] ? Action::link( (string) $action['label'], (string) $action['target'] ) : Action::command( (string) $action['label'], (string) $action['target'] );
		}
		$reading = Reading::of(
			Status::tryFrom( (string) $row['status'] ) ?? Status::Unknown,
			(string) ( $data['reason'] ?? 'unreadable' ),
			(string) ( $data['finding'] ?? '' ),
			$actions,
			is_int( $data['value'] ?? null ) || is_float( $data['value'] ?? null ) ? $data['value'] : null,
			is_string( $data['unit'] ?? null ) ? $data['unit'] : null,
			is_int( $data['n'] ?? null ) ? $data['n'] : null,
			is_int( $data['window_s'] ?? null ) ? $data['window_s'] : null
		);
		return new Verdict(
			(string) $row['probe'],
			$reading,
			(int) $row['measured_at'],
			(int) $row['valid_until'],
			(int) ( $data['duration_ms'] ?? 0 ),
			array_values( array_map( 'strval', is_array( $data['waits_for'] ?? null ) ? $data['waits_for'] : [] ) )
		);
	}
}
