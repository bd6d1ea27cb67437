<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** One read of one source: its own conditions, those all sources share, and the keyset that makes paging stable. */
final class JournalQuery {
	/** @var list<string> */
	private array $where = [];

	/** @var list<string|int> */
	private array $args = [];

	/** @param string $time Column of the time; it and `id` must be an index of the table. */
	public function __construct( private readonly Database $db, private readonly string $table, private readonly string $time, private readonly JournalFilter $filter ) {
		if ( null !== $filter->actor_kind ) {
			$this->and( 'actor_kind = %s', $filter->actor_kind );
		}
		if ( null !== $filter->actor_id ) {
			$this->and( 'actor_id = %d', $filter->actor_id );
		}
		if ( null !== $filter->from ) {
			$this->and( "$time >= %d", $filter->from );
		}
		if ( null !== $filter->to ) {
			$this->and( "$time < %d", $filter->to );
		}
	}

	public function and( string $condition, string|int ...$args ): self {
		$this->where[] = "($condition)";
		array_push( $this->args, ...array_values( $args ) );
		return $this;
	}

	/** @return list<array<string, string|null>> */
	public function rows( ?JournalCursor $cursor, int $rank, int $limit ): array {
		[ $beyond, $order ] = $this->filter->newest_first ? [ '<', 'DESC' ] : [ '>', 'ASC' ];
		if ( null !== $cursor ) {
			$side = $this->filter->newest_first ? $cursor->rank <=> $rank : $rank <=> $cursor->rank;
			// Of the same moment, a source that comes later in the order is still to be read, an earlier one is not.
			match ( $side ) {
				1 => $this->and( "{$this->time} {$beyond}= %d", $cursor->at ),
				-1 => $this->and( "{$this->time} {$beyond} %d", $cursor->at ),
				default => $this->and( "{$this->time} {$beyond} %d OR ({$this->time} = %d AND id {$beyond} %d)", $cursor->at, $cursor->at, $cursor->id ),
			};
		}
		$where = [] === $this->where ? '' : 'WHERE ' . implode( ' AND ', $this->where );
		return $this->db->rows( "SELECT * FROM %i $where ORDER BY {$this->time} $order, id $order LIMIT %d", [ $this->db->table( $this->table ), ...$this->args, $limit ] );
	}
}
