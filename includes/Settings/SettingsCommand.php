<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and changes the settings of this console.
 */
final class SettingsCommand {
	public function __construct( private readonly SettingsService $settings, private readonly SettingsSchema $schema ) {}

	/**
	 * Shows every setting, or the value of one, and where it comes from.
	 *
	 * Addresses are only counted; give the key to see them.
	 *
	 * ## OPTIONS
	 *
	 * [<key>]
	 * : Show the value of this setting alone, as JSON.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function get( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$state  = $this->settings->state();
				$values = $this->settings->effective( $state )->all();
				if ( isset( $args[0] ) ) {
					\WP_CLI::line( (string) wp_json_encode( $values[ $this->definition( $args[0] )->key ], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
					return;
				}
				$items = [];
				foreach ( $this->settings->catalog()->all() as $key => $definition ) {
					$items[] = [
						'key'     => $key,
						'section' => $definition->section,
						'value'   => $definition->is_personal() ? $definition->in_words( $values[ $key ] ) : $values[ $key ],
						'source'  => $this->settings->source( $state, $key ),
					];
				}
				if ( $this->settings->has_drifted( $state ) ) {
					\WP_CLI::warning( __( 'The option differs from the newest revision. The next tick puts it back.', 'smartalloc-ops' ) );
				}
				Output::items( $items, [ 'key', 'value', 'source', 'section' ], $assoc_args );
			}
		);
	}

	/**
	 * Changes one setting, after showing what that does to the flags.
	 *
	 * ## OPTIONS
	 *
	 * <key>
	 * : As `wp smartalloc-ops settings get` names it.
	 *
	 * [<value>]
	 * : A number, a text, yes or no; for a list its entries with commas between them.
	 *
	 * [--default]
	 * : Take it back to its default instead.
	 *
	 * [--reason=<reason>]
	 * : Why. The next person will read it. Required unless --dry-run.
	 *
	 * [--revision=<revision>]
	 * : Change it only if the settings still stand at this revision. Without it: as they stand now.
	 *
	 * [--dry-run]
	 * : Show what it would do, and change nothing.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * ## EXAMPLES
	 *
	 *     wp smartalloc-ops settings set forms 150,160 --reason="The summer school uses 160" --dry-run
	 *     wp smartalloc-ops settings set keep_data yes --reason="The plugin is only reinstalled" --yes
	 *     wp smartalloc-ops settings set minimum_php --default --reason="Back to what it was" --yes
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function set( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$definition = $this->definition( $args[0] );
				$resets     = ! empty( $assoc_args['default'] );
				if ( $resets === isset( $args[1] ) ) {
					throw new InvalidField( $definition->key, __( 'Give a value, or --default.', 'smartalloc-ops' ) );
				}
				$values   = [ $definition->key => $resets ? null : self::typed( $definition, (string) $args[1] ) ];
				$preview  = $this->settings->preview( $values );
				$revision = isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', $assoc_args['revision'] ) : $preview['revision'];
				foreach ( $this->schema->changes( $preview['changes'] ) as $change ) {
					/* translators: 1: label of a setting, 2: old value, 3: new value. */
					\WP_CLI::log( sprintf( __( '%1$s: from %2$s to %3$s', 'smartalloc-ops' ), $change['label'], $change['from'], $change['to'] ) );
				}
				array_map( static fn ( string $line ) => \WP_CLI::log( $line ), $preview['effects'] );
				foreach ( $preview['refusals'] as $refusal ) {
					\WP_CLI::warning( trim( "{$refusal->code}: {$refusal->message} {$refusal->action?->target}" ) );
				}
				if ( ! empty( $assoc_args['dry-run'] ) ) {
					\WP_CLI::log( __( 'Dry run: nothing was changed.', 'smartalloc-ops' ) );
					return;
				}
				if ( [] !== $preview['refusals'] ) {
					\WP_CLI::error( __( 'Refused. Nothing was changed.', 'smartalloc-ops' ) );
				}
				/* translators: %s: name of a setting. */
				Output::confirm( sprintf( __( 'Change %s?', 'smartalloc-ops' ), $definition->key ), $assoc_args );
				$state = $this->settings->set( $values, $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: 1: name of a setting, 2: revision number. */
				\WP_CLI::success( sprintf( __( '%1$s is changed (revision %2$d).', 'smartalloc-ops' ), $definition->key, $state->revision ) );
			}
		);
	}

	/**
	 * Shows who changed which settings, when and why.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function history( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$items = [];
				foreach ( $this->settings->history( null, 50 ) as $state ) {
					foreach ( $this->schema->changes( $state->changed ) as $change ) {
						$items[] = [
							'revision'   => $state->revision,
							'by'         => $state->actor?->name(),
							'changed_at' => $this->schema->describe_revision( $state )['changed_at'],
							'reason'     => $state->reason,
						] + $change;
					}
				}
				Output::items( $items, [ 'revision', 'key', 'from', 'to', 'by', 'changed_at', 'reason' ], $assoc_args );
			}
		);
	}

	/** @throws InvalidField */
	private function definition( string $key ): SettingDefinition {
		/* translators: %s: name of a setting. */
		return $this->settings->catalog()->get( $key ) ?? throw new InvalidField( $key, sprintf( __( 'There is no setting "%s".', 'smartalloc-ops' ), $key ) );
	}

	/** What was typed, in the type that the setting takes; what does not fit is refused later, with its reason. */
	private static function typed( SettingDefinition $definition, string $typed ): mixed {
		return match ( $definition->kind ) {
			'forms', 'groups', 'hooks', 'addresses' => '' === trim( $typed ) ? [] : array_map( 'trim', explode( ',', $typed ) ),
			'number' => Output::whole_number( $definition->key, $typed ),
			'switch' => match ( strtolower( $typed ) ) {
				'yes', 'true', 'on', '1' => true,
				'no', 'false', 'off', '0' => false,
				default => $typed,
			},
			default => $typed,
		};
	}
}
