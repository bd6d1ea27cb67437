<?php
declare(strict_types=1);

namespace SmartAllocOps\Audit;

use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\Verification;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** The journal on the wire: its schemas and its serializer side by side. */
final class AuditSchema {
	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::entry() ),
				'next_cursor' => Shape::nullable( Shape::text() ),
				'chain'       => Shape::object(
					[
						'sealed'           => Shape::integer(),
						'verified_at'      => Shape::nullable( Shape::time() ),
						'verified_state'   => Shape::nullable( Shape::one_of( Verification::STATES ) ),
						'verified_through' => Shape::nullable( Shape::integer() ),
					]
				),
			],
			'journal_page'
		);
	}

	/** @return array<string, mixed> */
	public static function verification(): array {
		return Shape::object(
			[
				'state'       => Shape::one_of( Verification::STATES ),
				'text'        => Shape::text(),
				'findings'    => Shape::list_of(
					Shape::object(
						[
							'problem' => Shape::one_of( Verification::PROBLEMS ),
							'name'    => Shape::text(),
							'text'    => Shape::text(),
							'seal'    => Shape::nullable( Shape::integer() ),
							'at'      => Shape::nullable( Shape::time() ),
						]
					)
				),
				'found'       => Shape::integer(),
				'from'        => Shape::integer(),
				'through'     => Shape::integer(),
				'next'        => Shape::nullable( Shape::integer() ),
				'keyed'       => Shape::boolean(),
				'key_note'    => Shape::text(),
				'head'        => Shape::nullable(
					Shape::object(
						[
							'n'     => Shape::integer(),
							'chain' => Shape::text(),
						]
					)
				),
				'unsealed'    => Shape::object(
					[
						'count'     => Shape::count(),
						'oldest_at' => Shape::nullable( Shape::time() ),
						'age_s'     => Shape::nullable( Shape::integer() ),
					]
				),
				'verified_at' => Shape::time(),
			],
			'journal_verification'
		);
	}

	/**
	 * @param array{entries: list<array{kind: string, entry: JournalEntry}>, next: JournalCursor|null}                       $page
	 * @param array{sealed: int, verified_at: int|null, verified_state: string|null, verified_through: int|null}              $chain
	 * @return array<string, mixed>
	 */
	public static function describe( array $page, array $chain ): array {
		return [
			'items'       => array_map( static fn ( array $line ): array => self::describe_entry( $line['kind'], $line['entry'] ), $page['entries'] ),
			'next_cursor' => $page['next']?->text(),
			'chain'       => [ 'verified_at' => Time::rfc3339( $chain['verified_at'] ) ] + $chain,
		];
	}

	/** @return array<string, mixed> */
	public static function describe_entry( string $kind, JournalEntry $entry ): array {
		return [
			'key'     => "$kind:{$entry->id}",
			'kind'    => $kind,
			'at'      => Time::rfc3339( $entry->at ),
			'actor'   => $entry->actor->to_array(),
			'subject' => $entry->subject,
			'change'  => $entry->change,
			'reason'  => $entry->reason,
			'tab'     => $entry->tab,
			'run_id'  => $entry->run_id,
		];
	}

	/** @return array<string, mixed> */
	public static function describe_verification( Verification $result ): array {
		return [
			'state'       => $result->state,
			'text'        => $result->sentence(),
			'findings'    => array_map(
				static fn ( array $finding ): array => [
					'problem' => $finding['problem'],
					'name'    => $finding['name'],
					'text'    => Verification::finding( $finding['problem'], $finding['name'] ),
					'seal'    => $finding['seal'],
					'at'      => Time::rfc3339( $finding['at'] ),
				],
				$result->findings
			),
			'found'       => $result->found,
			'from'        => $result->from,
			'through'     => $result->through,
			'next'        => $result->next,
			'keyed'       => $result->keyed,
			'key_note'    => $result->keyed
				? __( 'Every seal was made with a key that is kept outside the database.', 'smartalloc-ops' )
				: __( 'Not every seal was made with a key outside the database (SMARTALLOC_OPS_JOURNAL_KEY): whoever can write the database could have computed those anew.', 'smartalloc-ops' ),
			'head'        => null === $result->head ? null : [
				'n'     => $result->head->n,
				'chain' => $result->head->chain,
			],
			'unsealed'    => [
				'count'     => ( new Count( $result->unsealed, $result->unsealed_is_capped ) )->to_array(),
				'oldest_at' => Time::rfc3339( $result->oldest_unsealed_at ),
				'age_s'     => null === $result->oldest_unsealed_at ? null : max( 0, intdiv( $result->verified_at - $result->oldest_unsealed_at, 1000 ) ),
			],
			'verified_at' => Time::rfc3339( $result->verified_at ),
		];
	}

	/** @return array<string, mixed> */
	private static function entry(): array {
		return Shape::object(
			[
				'key'     => Shape::text(),
				'kind'    => Shape::one_of( JournalFilter::KINDS ),
				'at'      => Shape::time(),
				'actor'   => Shape::actor(),
				'subject' => Shape::text(),
				'change'  => Shape::text(),
				'reason'  => Shape::text(),
				'tab'     => Shape::nullable( Shape::one_of( [ 'flags', 'rollback', 'settings', 'queue', 'alerts' ] ) ),
				'run_id'  => Shape::nullable( Shape::integer() ),
			]
		);
	}
}
