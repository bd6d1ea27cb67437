<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Work\WorkCounts;

defined( 'ABSPATH' ) || exit;

/** A switch on the wire: its schemas and its serializer side by side. */
final class FlagSchema {
	public function __construct( private readonly FlagService $flags, private readonly WorkCounts $counts ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'flag'        => Shape::one_of( array_keys( FlagCatalog::RULES ) ),
				'scope'       => Shape::text(),
				'scope_kind'  => Shape::one_of( [ 'none', 'form', 'group' ] ),
				'title'       => Shape::text(),
				'scope_label' => Shape::text(),
				'description' => Shape::text(),
				'values'      => Shape::list_of(
					Shape::object(
						[
							'value' => Shape::text(),
							'label' => Shape::text(),
							'verb'  => Shape::text(),
						]
					)
				),
				'safe'        => Shape::nullable( Shape::text() ),
				'value'       => Shape::text(),
				'revision'    => Shape::integer(),
				'reason'      => Shape::text(),
				'actor'       => Shape::nullable( Shape::actor() ),
				'changed_at'  => Shape::nullable( Shape::time() ),
				'enforcement' => Shape::object(
					[
						'state'  => Shape::one_of( [ 'enforced', 'partly', 'not_enforced' ] ),
						'note'   => Shape::text(),
						'action' => Shape::nullable( Shape::action() ),
					]
				),
				'held'        => Shape::nullable( Shape::count() ),
				'end'         => Shape::nullable( PlannedEnd::shape() ),
				'seen'        => Shape::object( array_fill_keys( Sightings::KINDS, Shape::nullable( Shape::time() ) ) ),
			],
			'flag'
		);
	}

	/** @return array<string, mixed> */
	public static function revisions(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of(
					Shape::object(
						[
							'id'         => Shape::integer(),
							'flag'       => Shape::text(),
							'scope'      => Shape::text(),
							'revision'   => Shape::integer(),
							'value'      => Shape::text(),
							'previous'   => Shape::text(),
							'reason'     => Shape::text(),
							'actor'      => Shape::nullable( Shape::actor() ),
							'changed_at' => Shape::time(),
							'run_id'     => Shape::nullable( Shape::integer() ),
							'end'        => Shape::nullable( PlannedEnd::shape() ),
							'seen'       => Shape::object( array_fill_keys( Sightings::KINDS, Shape::nullable( Shape::time() ) ) ),
						]
					)
				),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'flag_revisions'
		);
	}

	/** @return array<string, mixed> */
	public static function preview(): array {
		return Shape::object(
			[
				'flag'           => Shape::text(),
				'scope'          => Shape::text(),
				'value'          => Shape::text(),
				'revision'       => Shape::integer(),
				'reach'          => Shape::list_of(
					Shape::object(
						[
							'label' => Shape::text(),
							'count' => Shape::nullable( Shape::count() ),
							'note'  => Shape::text(),
						]
					)
				),
				'reassurances'   => Shape::list_of( Shape::text() ),
				'warnings'       => Shape::list_of( Shape::text() ),
				'refusals'       => Shape::list_of( Shape::refusal() ),
				'recent_reasons' => Shape::list_of( Shape::text() ),
			],
			'flag_preview'
		);
	}

	/** @return array<string, mixed> */
	public static function collection(): array {
		return Shape::object( [ 'items' => Shape::list_of( self::item() ) ], 'flags' );
	}

	/**
	 * Every switch, with the held work counted once for all.
	 *
	 * @param list<FlagState>|null      $states When the caller has read them already.
	 * @param array<string, Count>|null $held   Held work by `flag/scope`, likewise.
	 * @return list<array<string, mixed>>
	 */
	public function all( ?array $states = null, ?array $held = null ): array {
		$held ??= $this->held();
		return array_map( fn ( FlagState $state ): array => $this->describe( $state, $held ), $states ?? $this->flags->states() );
	}

	/** @return array<string, mixed> */
	public function one( FlagState $state ): array {
		return $this->describe( $state, $this->held() );
	}

	/** @return array<string, mixed> */
	public function revision( FlagState $state ): array {
		return [
			'id'         => $state->id,
			'flag'       => $state->flag,
			'scope'      => $state->scope,
			'revision'   => $state->revision,
			'value'      => $state->value,
			'previous'   => $state->previous,
			'reason'     => $state->reason,
			'actor'      => $state->actor?->to_array(),
			'changed_at' => Time::rfc3339( $state->changed_at ),
			'run_id'     => $state->run_id,
			'end'        => $state->end?->to_array(),
			'seen'       => self::seen( $state ),
		];
	}

	/**
	 * @param array<string, Count> $held
	 * @return array<string, mixed>
	 */
	private function describe( FlagState $state, array $held ): array {
		$definition = $this->flags->catalog()->get( $state->flag );
		$values     = [];
		foreach ( $definition->values as $value => $words ) {
			$values[] = [ 'value' => $value ] + $words;
		}
		$holds = in_array( $state->flag, FlagCatalog::HOLDING, true );
		return [
			'flag'        => $state->flag,
			'scope'       => $state->scope,
			'scope_kind'  => $definition->scope_kind,
			'title'       => $definition->title,
			'scope_label' => $this->scope_label( $definition, $state->scope ),
			'description' => $definition->description,
			'values'      => $values,
			'safe'        => $definition->safe_value(),
			'value'       => $state->value,
			'revision'    => $state->revision,
			'reason'      => $state->reason,
			'actor'       => $state->actor?->to_array(),
			'changed_at'  => Time::rfc3339( $state->changed_at ),
			'enforcement' => $this->flags->enforcement( $state )->to_array(),
			'end'         => $state->end?->to_array(),
			'seen'        => self::seen( $state ),
			'held'        => $holds ? ( $held[ "{$state->flag}/{$state->scope}" ] ?? new Count( 0 ) )->to_array() : null,
		];
	}

	/** @return array<value-of<Sightings::KINDS>, string|null> */
	private static function seen( FlagState $state ): array {
		$seen = [];
		foreach ( Sightings::KINDS as $kind ) {
			$seen[ $kind ] = Time::rfc3339( $state->seen[ $kind ] ?? null );
		}
		return $seen;
	}

	private function scope_label( FlagDefinition $definition, string $scope ): string {
		return match ( true ) {
			'form' === $definition->scope_kind && '' === $scope => __( 'all forms', 'smartalloc-ops' ),
			/* translators: %s: number of a form. */
			'form' === $definition->scope_kind => sprintf( __( 'form %s', 'smartalloc-ops' ), $scope ),
			/* translators: %s: name of a hook. */
			str_starts_with( $scope, QueueScopes::EVENT ) => sprintf( __( '%s (WP-Cron)', 'smartalloc-ops' ), substr( $scope, strlen( QueueScopes::EVENT ) ) ),
			/* translators: %s: name of a background processor. */
			str_starts_with( $scope, QueueScopes::PROCESSOR ) => sprintf( __( '%s (Gravity Forms)', 'smartalloc-ops' ), substr( $scope, strlen( QueueScopes::PROCESSOR ) ) ),
			default => $scope,
		};
	}

	/** @return array<string, Count> */
	private function held(): array {
		$held = [];
		foreach ( $this->counts->held_by_flag() as $row ) {
			$held[ "{$row['flag']}/{$row['scope']}" ] = $row['count'];
		}
		return $held;
	}
}
