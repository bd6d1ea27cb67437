<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** What verification found. */
final class Verification {
	public const STATES   = [ 'intact', 'broken', 'unverifiable', 'incomplete', 'empty' ];
	public const PROBLEMS = [ 'edited', 'missing', 'seal_edited', 'seal_missing', 'seals_cut_off', 'downgraded', 'slipped_in', 'other_key' ];

	/**
	 * @param value-of<self::STATES>                                                                                        $state
	 * @param list<array{problem: value-of<self::PROBLEMS>, name: string, seal: int|null, at: int|null}>                    $findings In the order of the chain, the first ones.
	 * @param int                                                                                                           $found    All of them in the seals looked at.
	 * @param int                                                                                                           $from     First seal looked at.
	 * @param int                                                                                                           $through  Last seal looked at.
	 * @param int|null                                                                                                      $next     Where to go on when there was not time for all.
	 * @param bool                                                                                                          $keyed    Whether every seal looked at was made with a key from outside the database.
	 * @param int                                                                                                           $unsealed Rows of the tail, counted up to a cap.
	 * @param int|null                                                                                                      $oldest_unsealed_at UTC epoch milliseconds.
	 * @param int                                                                                                           $erased   Rows looked at that name nobody any more, because the person asked for it.
	 */
	public function __construct(
		public readonly string $state,
		public readonly array $findings,
		public readonly int $found,
		public readonly int $from,
		public readonly int $through,
		public readonly ?int $next,
		public readonly bool $keyed,
		public readonly ?Seal $head,
		public readonly int $unsealed,
		public readonly bool $unsealed_is_capped,
		public readonly ?int $oldest_unsealed_at,
		public readonly int $verified_at,
		public readonly int $erased,
	) {}

	/** The result in a sentence, the first trouble by name. */
	public function sentence(): string {
		$first = $this->findings[0] ?? null;
		$said  = match ( $this->state ) {
			'empty' => __( 'Nothing is sealed yet, so nothing can be said.', 'smartalloc-ops' ),
			/* translators: 1: first seal, 2: last seal. */
			'intact' => sprintf( __( 'Intact: every row of the seals %1$d to %2$d is as it was sealed.', 'smartalloc-ops' ), $this->from, $this->through ),
			/* translators: 1: first seal, 2: last seal. */
			'incomplete' => sprintf( __( 'Intact so far: seals %1$d to %2$d. There was no time for the rest.', 'smartalloc-ops' ), $this->from, $this->through ),
			'unverifiable' => __( 'Cannot be verified: the chain was sealed with another key than this site has now.', 'smartalloc-ops' ),
			default => null === $first ? '' : self::finding( $first['problem'], $first['name'] ),
		};
		/* translators: %d: number of rows. */
		return 0 === $this->erased ? $said : $said . ' ' . sprintf( _n( 'In %d row the person and the reason were erased on request; the rest of it is as it was sealed.', 'In %d rows the person and the reason were erased on request; the rest of them is as it was sealed.', $this->erased, 'smartalloc-ops' ), $this->erased );
	}

	/** @param value-of<self::PROBLEMS> $problem */
	public static function finding( string $problem, string $name ): string {
		$format = match ( $problem ) {
			/* translators: %s: name of a row. */
			'edited' => __( 'Edited after it was sealed: %s.', 'smartalloc-ops' ),
			/* translators: %s: name of a row. */
			'missing' => __( 'Gone after it was sealed: %s.', 'smartalloc-ops' ),
			/* translators: %s: name of a row. */
			'seal_edited' => __( 'The seal itself was edited: %s.', 'smartalloc-ops' ),
			/* translators: %s: number of a seal. */
			'seal_missing' => __( 'A seal is gone: %s.', 'smartalloc-ops' ),
			/* translators: %s: number of a seal. */
			'seals_cut_off' => __( 'The end of the chain is gone, from the one after %s.', 'smartalloc-ops' ),
			/* translators: %s: name of a row. */
			'downgraded' => __( 'Sealed without the key although the seal before it has one: %s.', 'smartalloc-ops' ),
			/* translators: %s: name of a row. */
			'slipped_in' => __( 'Put in afterwards, below rows that were sealed long ago: %s.', 'smartalloc-ops' ),
			/* translators: %s: name of a row. */
			'other_key' => __( 'Sealed with another key than this site has now: %s.', 'smartalloc-ops' ),
		};
		return sprintf( $format, $name );
	}
}
