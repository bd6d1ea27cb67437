<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Clock;

defined( 'ABSPATH' ) || exit;

/** Walks the chain and holds every sealed row to its seal. Reads only. */
final class SealVerifier {
	private const SLICE     = 200;
	private const BUDGET_MS = 10_000;
	private const SHOWN     = 20;

	/** Counting the tail stops here. */
	public const TAIL_CAP = 1_000;

	/** @var list<array{problem: value-of<Verification::PROBLEMS>, name: string, seal: int|null, at: int|null}> */
	private array $findings = [];
	private int $found      = 0;
	private int $erased     = 0;

	/** @var array<string, string> */
	private array $erasures = [];

	/** @var array<string, SealStream> */
	private array $streams;

	public function __construct( private readonly SealStore $store, private readonly SealKey $key, private readonly ActorSalts $salts, private readonly Clock $clock, private readonly int $budget_ms = self::BUDGET_MS ) {
		$this->streams = SealStream::all();
	}

	/** @param int $from First seal to look at; the one before it is taken as it stands. */
	public function verify( int $from = 1, ?int $known_head = null ): Verification {
		$this->findings = [];
		$this->found    = 0;
		$this->erased   = 0;
		$this->erasures = $this->store->erased();
		$deadline       = hrtime( true ) + $this->budget_ms * 1_000_000;
		$head           = $this->store->head();
		$before         = $from > 1 ? $this->store->get( $from - 1 ) : null;
		$expected       = $from;
		$other_key      = 0;
		$next           = null;
		$plain          = 0;
		$pruned         = $this->store->pruned();
		while ( null !== $head && $expected <= $head->n ) {
			$slice = $this->store->from( $expected, self::SLICE );
			$rows  = $this->rows_of( $slice );
			$salts = $this->salts_of( $rows );
			foreach ( $slice as $seal ) {
				for ( ; $expected < $seal->n; $expected++ ) {
					$this->note( 'seal_missing', "#$expected", $expected, null );
				}
				$other_key += $this->check_link( $seal, $before ) ? 0 : 1;
				$plain     += '' === $seal->key_id ? 1 : 0;
				$this->check_row( $seal, $rows, $salts, $pruned );
				$before   = $seal;
				$expected = $seal->n + 1;
			}
			if ( [] === $slice || ( hrtime( true ) > $deadline && $expected <= $head->n ) ) {
				$next = [] === $slice ? null : $expected;
				break;
			}
		}
		if ( null === $next ) {
			$this->check_end( $head, $known_head );
		}
		[ $unsealed, $oldest ] = $this->tail();
		$state                 = match ( true ) {
			$this->found > $other_key => 'broken',
			$other_key > 0 => 'unverifiable',
			null === $head => 'empty',
			null !== $next => 'incomplete',
			default => 'intact',
		};
		return new Verification( $state, $this->findings, $this->found, $from, $expected - 1, $next, null !== $head && 0 === $plain, $head, $unsealed, $unsealed >= self::TAIL_CAP, $oldest, $this->clock->now_ms(), $this->erased );
	}

	/** @return bool False: it cannot be judged with the key that is here. */
	private function check_link( Seal $seal, ?Seal $before ): bool {
		if ( '' !== $seal->key_id && $seal->key_id !== $this->key->id() ) {
			$this->note( 'other_key', $seal->name, $seal->n, $seal->row_at );
			return false;
		}
		// After a seal that is gone nobody knows what stood before.
		$previous = null === $before && 1 === $seal->n ? SealChain::GENESIS : ( null !== $before && $before->n === $seal->n - 1 ? $before->chain : null );
		if ( null !== $previous && ! hash_equals( $seal->chain, $this->key->link( $seal, $previous ) ) ) {
			$this->note( 'seal_edited', $seal->name, $seal->n, $seal->row_at );
		} elseif ( '' === $seal->key_id && null !== $before && '' !== $before->key_id ) {
			$this->note( 'downgraded', $seal->name, $seal->n, $seal->row_at );
		}
		return true;
	}

	/**
	 * @param array<string, array<int, array<string, string|null>>> $rows   By stream and id.
	 * @param array<int, string>                                    $salts  By user.
	 * @param array{through: int, before: int}                      $pruned
	 */
	private function check_row( Seal $seal, array $rows, array $salts, array $pruned ): void {
		$stream = $this->streams[ $seal->stream ] ?? null;
		if ( null === $stream ) {
			$this->note( 'seal_edited', $seal->name, $seal->n, $seal->row_at );
			return;
		}
		$row = $rows[ $seal->stream ][ $seal->row_id ] ?? null;
		if ( null === $row ) {
			$is_pruned = 'act' === $seal->stream && $seal->row_id <= $pruned['through'] && $seal->row_at < $pruned['before'];
			if ( ! $is_pruned ) {
				$this->note( 'missing', $seal->name, $seal->n, $seal->row_at );
			}
		} elseif ( $this->was_erased( $seal, $stream, $row ) ) {
			++$this->erased;
		} elseif ( ! hash_equals( $seal->row_hash, $stream->digest( $row, $stream->personal_hash( $row, $salts[ $stream->person_of( $row ) ] ?? '' ) ) ) ) {
			$this->note( 'edited', $seal->name, $seal->n, $seal->row_at );
		}
	}

	/**
	 * Whether the row names nobody because the journal says so under seal, and is otherwise as it was.
	 *
	 * @param array<string, string|null> $row
	 */
	private function was_erased( Seal $seal, SealStream $stream, array $row ): bool {
		$personal = $this->erasures[ "{$seal->stream}:{$seal->row_id}" ] ?? null;
		return null !== $personal
			&& 0 === (int) $row['actor_id']
			&& in_array( $row['reason'] ?? Erasure::reason(), [ Erasure::reason() ], true )
			&& hash_equals( $seal->row_hash, $stream->digest( $row, $personal ) );
	}

	/**
	 * @param array<string, array<int, array<string, string|null>>> $rows By stream and id.
	 * @return array<int, string> By user.
	 */
	private function salts_of( array $rows ): array {
		$users = [];
		foreach ( $rows as $stream => $of_stream ) {
			foreach ( $of_stream as $row ) {
				$users[] = $this->streams[ $stream ]->person_of( $row );
			}
		}
		return $this->salts->of( $users );
	}

	private function check_end( ?Seal $head, ?int $known_head ): void {
		if ( null !== $known_head && $known_head > ( $head->n ?? 0 ) ) {
			$this->note( 'seals_cut_off', '#' . ( $head->n ?? 0 ), null, null );
		}
		foreach ( $this->streams as $stream ) {
			foreach ( $this->store->slipped_in( $stream, self::SHOWN ) as $row ) {
				$this->note( 'slipped_in', $stream->name( $row ), null, (int) $row[ $stream->time ] );
			}
		}
	}

	/** @return array{int, int|null} Rows without a seal, and the time of the oldest. */
	private function tail(): array {
		$count  = 0;
		$oldest = null;
		foreach ( $this->streams as $stream ) {
			foreach ( $this->store->unsealed( $stream, self::TAIL_CAP - $count ) as $row ) {
				++$count;
				$at     = (int) $row[ $stream->time ];
				$oldest = null === $oldest ? $at : min( $oldest, $at );
			}
			if ( $count >= self::TAIL_CAP ) {
				break;
			}
		}
		return [ $count, $oldest ];
	}

	/**
	 * @param list<Seal> $seals
	 * @return array<string, array<int, array<string, string|null>>> By stream and id.
	 */
	private function rows_of( array $seals ): array {
		$ids = [];
		foreach ( $seals as $seal ) {
			$ids[ $seal->stream ][] = $seal->row_id;
		}
		$rows = [];
		foreach ( array_intersect_key( $this->streams, $ids ) as $id => $stream ) {
			$rows[ $id ] = $this->store->rows( $stream, $ids[ $id ] );
		}
		return $rows;
	}

	/** @param value-of<Verification::PROBLEMS> $problem */
	private function note( string $problem, string $name, ?int $seal, ?int $at ): void {
		++$this->found;
		if ( count( $this->findings ) < self::SHOWN ) {
			$this->findings[] = [
				'problem' => $problem,
				'name'    => $name,
				'seal'    => $seal,
				'at'      => $at,
			];
		}
	}
}
