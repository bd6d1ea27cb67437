<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** A rollback that was proposed: what speaks for it, and what it is bound to. Times are UTC epoch milliseconds. */
final class Proposal {
	/**
	 * @param Facts                                     $facts     As they stood when it was bound; whoever decides must have seen these.
	 * @param list<Evidence>                            $evidence  Each as it was seen first.
	 * @param list<array{code: string, message: string}> $held_back Why no armed trigger has started it by itself; recorded sentences.
	 * @param int                                       $revision  Grows with the state and the binding, not with the evidence.
	 * @param Actor|null                                $actor     Who decided; of an automatic start, who armed it.
	 */
	private function __construct(
		public readonly int $id,
		public readonly ProposalState $state,
		public readonly Facts $facts,
		public readonly array $evidence,
		public readonly array $held_back,
		public readonly int $revision,
		public readonly ?int $run_id,
		public readonly bool $is_automatic,
		public readonly ?Actor $actor,
		public readonly string $reason,
		public readonly int $created_at,
		public readonly int $updated_at,
		public readonly int $expires_at,
		public readonly ?int $closed_at,
	) {}

	/** @return list<string> Ids of the triggers that speak for it. */
	public function triggers(): array {
		return array_values( array_unique( array_map( static fn ( Evidence $one ): string => $one->trigger, $this->evidence ) ) );
	}

	/** @return list<string> */
	public function keys(): array {
		return array_map( static fn ( Evidence $one ): string => $one->key(), $this->evidence );
	}

	public function is_open(): bool {
		return ProposalState::Open === $this->state;
	}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$text   = static fn ( string $column ): ?string => isset( $row[ $column ] ) && '' !== $row[ $column ] ? $row[ $column ] : null;
		$number = static fn ( string $column ): ?int => isset( $row[ $column ] ) ? (int) $row[ $column ] : null;
		$held   = json_decode( (string) ( $row['held_back'] ?? '' ), true );
		return new self(
			(int) $row['id'],
			ProposalState::tryFrom( (string) $row['state'] ) ?? ProposalState::Expired,
			new Facts( $text( 'build' ), $text( 'build_version' ), $number( 'build_since' ), $text( 'archive' ), $text( 'good' ), $text( 'good_version' ), (int) $row['pin_revision'], (int) $row['flags_revision'] ),
			Evidence::stored( $row['evidence'] ?? null ),
			array_values(
				array_map(
					static fn ( mixed $one ): array => [
						'code'    => is_array( $one ) ? (string) ( $one['code'] ?? '' ) : '',
						'message' => is_array( $one ) ? (string) ( $one['message'] ?? '' ) : '',
					],
					is_array( $held ) ? $held : []
				)
			),
			(int) $row['revision'],
			$number( 'run_id' ),
			1 === (int) $row['automatic'],
			isset( $row['closed_at'] ) ? Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ) : null,
			(string) $row['reason'],
			(int) $row['created_at'],
			(int) $row['updated_at'],
			(int) $row['expires_at'],
			$number( 'closed_at' )
		);
	}
}
