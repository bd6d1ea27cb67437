<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** Holds what somebody sent to what the settings take, and names every key that does not fit. */
final class SettingsInput {
	public function __construct( private readonly SettingsCatalog $catalog ) {}

	/**
	 * @param array<array-key, mixed> $values Key to value; null takes the setting back to its default.
	 * @return array<string, mixed> The same, each in its one form.
	 * @throws InvalidField Names the first bad key, and carries a sentence for each.
	 */
	public function normalised( array $values ): array {
		$clean  = [];
		$errors = [];
		foreach ( $values as $key => $value ) {
			$definition = $this->catalog->get( (string) $key );
			if ( null === $definition ) {
				/* translators: %s: name of a setting. */
				$errors[ (string) $key ] = sprintf( __( 'There is no setting "%s".', 'smartalloc-ops' ), (string) $key );
				continue;
			}
			try {
				$clean[ $definition->key ] = null === $value ? null : self::value( $definition, $value );
			} catch ( InvalidField $invalid ) {
				$errors[ $definition->key ] = $invalid->getMessage();
			}
		}
		if ( [] !== $errors ) {
			throw new InvalidField( (string) array_key_first( $errors ), (string) reset( $errors ), $errors );
		}
		if ( [] === $clean ) {
			throw new InvalidField( 'values', __( 'Name at least one setting.', 'smartalloc-ops' ) );
		}
		return $clean;
	}

	private static function value( SettingDefinition $definition, mixed $value ): mixed {
		return match ( $definition->kind ) {
			'forms' => array_map( 'intval', self::items( $definition, $value, '/^[1-9]\d{0,8}$/D', __( 'Give the numbers of forms.', 'smartalloc-ops' ) ) ),
			'groups' => self::items( $definition, $value, '/^[a-z0-9_\-]{1,64}$/D', __( 'Names of groups take lowercase letters, digits, dashes and underscores.', 'smartalloc-ops' ) ),
			'hooks' => self::items( $definition, $value, '/^[A-Za-z0-9_\/.\-]{1,191}$/D', __( 'Names of hooks take letters, digits, dashes, dots, slashes and underscores.', 'smartalloc-ops' ) ),
			'addresses' => self::addresses( $definition, $value ),
			'prefix' => self::prefix( $definition, $value ),
			'version' => self::version( $definition, $value ),
			'number' => self::number( $definition, $value ),
			'choice' => is_string( $value ) && isset( $definition->options[ $value ] ) ? $value : self::refuse( $definition, sprintf( /* translators: %s: list of values. */ __( 'It takes one of: %s.', 'smartalloc-ops' ), implode( ', ', array_keys( $definition->options ) ) ) ),
			'switch' => is_bool( $value ) ? $value : self::refuse( $definition, __( 'It takes yes or no (true or false).', 'smartalloc-ops' ) ),
		};
	}

	/** @return list<string> */
	private static function items( SettingDefinition $definition, mixed $value, string $pattern, string $hint ): array {
		if ( ! is_array( $value ) || ! array_is_list( $value ) ) {
			self::refuse( $definition, $hint );
		}
		$items = [];
		foreach ( $value as $item ) {
			$text = is_int( $item ) || is_string( $item ) ? trim( (string) $item ) : '';
			if ( 1 !== preg_match( $pattern, $text ) ) {
				self::refuse( $definition, $hint );
			}
			$items[ $text ] = $text;
		}
		if ( count( $items ) < (int) $definition->minimum || count( $items ) > (int) $definition->maximum ) {
			/* translators: 1: least number, 2: largest number. */
			self::refuse( $definition, sprintf( __( 'It takes %1$d to %2$d entries.', 'smartalloc-ops' ), (int) $definition->minimum, (int) $definition->maximum ) );
		}
		return array_values( $items );
	}

	/** @return list<string> */
	private static function addresses( SettingDefinition $definition, mixed $value ): array {
		// The address itself does not go into the message: that one may be logged.
		$hint  = __( 'One of these is no e-mail address.', 'smartalloc-ops' );
		$items = self::items( $definition, $value, '/^[^\s@]{1,64}@[^\s@]{1,190}$/Du', $hint );
		foreach ( $items as $item ) {
			if ( false === is_email( $item ) ) {
				self::refuse( $definition, $hint );
			}
		}
		return $items;
	}

	private static function prefix( SettingDefinition $definition, mixed $value ): string {
		if ( ! is_string( $value ) || 1 !== preg_match( '/^[a-z0-9_]{3,32}$/D', $value ) || str_starts_with( $value, 'smartalloc_ops' ) ) {
			self::refuse( $definition, __( 'It takes 3 to 32 lowercase letters, digits and underscores, and may not be the prefix of this console.', 'smartalloc-ops' ) );
		}
		return $value;
	}

	private static function version( SettingDefinition $definition, mixed $value ): string {
		$is_any = '' === $value && '' === Config::DEFAULTS[ $definition->key ];
		if ( ! is_string( $value ) || ( ! $is_any && 1 !== preg_match( '/^\d{1,4}(\.\d{1,4}){0,3}$/D', $value ) ) ) {
			self::refuse( $definition, __( 'It takes numbers with dots, as in 8.1.', 'smartalloc-ops' ) );
		}
		return $value;
	}

	private static function number( SettingDefinition $definition, mixed $value ): int {
		if ( ! is_int( $value ) || $value < (int) $definition->minimum || $value > (int) $definition->maximum ) {
			/* translators: 1: least number, 2: largest number. */
			self::refuse( $definition, sprintf( __( 'It takes a whole number from %1$d to %2$d.', 'smartalloc-ops' ), (int) $definition->minimum, (int) $definition->maximum ) );
		}
		return $value;
	}

	private static function refuse( SettingDefinition $definition, string $hint ): never {
		throw new InvalidField( $definition->key, "{$definition->label}: $hint" );
	}
}
