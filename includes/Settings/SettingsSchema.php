<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** The settings on the wire: their schemas and their serializer side by side. */
final class SettingsSchema {
	public function __construct( private readonly SettingsService $settings ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'revision'    => Shape::integer(),
				'reason'      => Shape::text(),
				'actor'       => Shape::nullable( Shape::actor() ),
				'changed_at'  => Shape::nullable( Shape::time() ),
				'drifted'     => Shape::boolean(),
				'values'      => self::values(),
				'defaults'    => self::values(),
				'sources'     => Shape::object( array_map( static fn (): array => Shape::one_of( [ 'default', 'option', 'constant' ] ), Config::DEFAULTS ) ),
				'definitions' => Shape::list_of( self::definition() ),
				'sections'    => Shape::list_of(
					Shape::object(
						[
							'id'          => Shape::one_of( SettingsCatalog::SECTIONS ),
							'title'       => Shape::text(),
							'description' => Shape::text(),
						]
					)
				),
			],
			'settings'
		);
	}

	/** @return array<string, mixed> */
	public static function preview(): array {
		return Shape::object(
			[
				'revision' => Shape::integer(),
				'changes'  => Shape::list_of( self::change() ),
				'effects'  => Shape::list_of( Shape::text() ),
				'refusals' => Shape::list_of( Shape::refusal() ),
			],
			'settings_preview'
		);
	}

	/** @return array<string, mixed> */
	public static function revisions(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of(
					Shape::object(
						[
							'revision'   => Shape::integer(),
							'changes'    => Shape::list_of( self::change() ),
							'reason'     => Shape::text(),
							'actor'      => Shape::nullable( Shape::actor() ),
							'changed_at' => Shape::nullable( Shape::time() ),
						]
					)
				),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'settings_revisions'
		);
	}

	/** @return array<string, mixed> As the reader may see it: without the right to change settings no personal data. */
	public function describe( SettingsState $state ): array {
		$shows_all   = Actor::current_user()->can( Capability::SETTINGS );
		$values      = $this->settings->effective( $state )->all();
		$definitions = $this->settings->catalog()->all();
		return [
			'revision'    => $state->revision,
			'reason'      => $state->reason,
			'actor'       => $state->actor?->to_array(),
			'changed_at'  => Time::rfc3339( $state->changed_at ),
			'drifted'     => $this->settings->has_drifted( $state ),
			'values'      => $shows_all ? $values : [ 'recipients' => null ] + $values,
			'defaults'    => ( new Config( [] ) )->all(),
			'sources'     => array_combine( array_keys( $values ), array_map( fn ( string $key ): string => $this->settings->source( $state, $key ), array_keys( $values ) ) ),
			'definitions' => array_values( array_map( [ self::class, 'describe_definition' ], $definitions ) ),
			'sections'    => array_map( static fn ( string $id ): array => [ 'id' => $id ] + SettingsCatalog::section( $id ), SettingsCatalog::SECTIONS ),
		];
	}

	/**
	 * @param array{revision: int, changes: array<string, array{from: mixed, to: mixed}>, effects: list<string>, refusals: list<Refusal>} $preview
	 * @return array<string, mixed>
	 */
	public function describe_preview( array $preview ): array {
		return [
			'changes'  => $this->changes( $preview['changes'] ),
			'refusals' => array_map( static fn ( Refusal $refusal ): array => $refusal->to_array(), $preview['refusals'] ),
		] + $preview;
	}

	/** @return array<string, mixed> */
	public function describe_revision( SettingsState $state ): array {
		return [
			'revision'   => $state->revision,
			'changes'    => $this->changes( $state->changed ),
			'reason'     => $state->reason,
			'actor'      => $state->actor?->to_array(),
			'changed_at' => Time::rfc3339( $state->changed_at ),
		];
	}

	/**
	 * @param array<string, array{from: mixed, to: mixed}> $changed
	 * @return list<array{key: string, label: string, from: string, to: string}>
	 */
	public function changes( array $changed ): array {
		$lines = [];
		foreach ( $changed as $key => $change ) {
			$definition = $this->settings->catalog()->get( $key );
			if ( null !== $definition ) {
				$lines[] = [
					'key'   => $key,
					'label' => $definition->label,
					'from'  => $definition->in_words( $change['from'] ),
					'to'    => $definition->in_words( $change['to'] ),
				];
			}
		}
		return $lines;
	}

	/** @return array<string, mixed> */
	private static function values(): array {
		$shapes = [];
		foreach ( Config::DEFAULTS as $key => $default ) {
			$shapes[ $key ] = match ( true ) {
				'forms' === $key => Shape::list_of( Shape::integer() ),
				// Null: the reader may not see it.
				'recipients' === $key => Shape::nullable( Shape::list_of( Shape::text() ) ),
				is_array( $default ) => Shape::list_of( Shape::text() ),
				is_int( $default ) => Shape::integer(),
				is_bool( $default ) => Shape::boolean(),
				'smtp_in_production' === $key => Shape::one_of( [ 'required', 'optional' ] ),
				'tell_from' === $key => Shape::one_of( [ 'critical', 'recommended' ] ),
				default => Shape::text(),
			};
		}
		return Shape::object( $shapes );
	}

	/** @return array<string, mixed> */
	private static function definition(): array {
		return Shape::object(
			[
				'key'     => Shape::one_of( array_keys( Config::DEFAULTS ) ),
				'section' => Shape::one_of( SettingsCatalog::SECTIONS ),
				'kind'    => Shape::one_of( SettingDefinition::KINDS ),
				'label'   => Shape::text(),
				'help'    => Shape::text(),
				'minimum' => Shape::nullable( Shape::integer() ),
				'maximum' => Shape::nullable( Shape::integer() ),
				'options' => Shape::list_of(
					Shape::object(
						[
							'value' => Shape::text(),
							'label' => Shape::text(),
						]
					)
				),
			]
		);
	}

	/** @return array<string, mixed> */
	private static function change(): array {
		return Shape::object(
			[
				'key'   => Shape::text(),
				'label' => Shape::text(),
				'from'  => Shape::text(),
				'to'    => Shape::text(),
			]
		);
	}

	/** @return array<string, mixed> */
	private static function describe_definition( SettingDefinition $definition ): array {
		$options = [];
		foreach ( $definition->options as $value => $label ) {
			$options[] = [
				'value' => $value,
				'label' => $label,
			];
		}
		return [
			'key'     => $definition->key,
			'section' => $definition->section,
			'kind'    => $definition->kind,
			'label'   => $definition->label,
			'help'    => $definition->help,
			'minimum' => $definition->minimum,
			'maximum' => $definition->maximum,
			'options' => $options,
		];
	}
}
