<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** What one setting is: its words, its kind and its limits. */
final class SettingDefinition {
	public const KINDS = [ 'forms', 'groups', 'hooks', 'prefix', 'version', 'addresses', 'number', 'choice', 'switch' ];

	/**
	 * @param key-of<Config::DEFAULTS>                                                                               $key
	 * @param 'smartalloc'|'kpis'|'minimums'|'recipients'|'retention'|'policies'                                            $section
	 * @param 'forms'|'groups'|'hooks'|'prefix'|'version'|'addresses'|'number'|'choice'|'switch'                     $kind
	 * @param int|null                                                                                               $minimum Of a number, or of the length of a list.
	 * @param int|null                                                                                               $maximum
	 * @param array<string, string>                                                                                  $options Of a choice: value to its word.
	 */
	public function __construct(
		public readonly string $key,
		public readonly string $section,
		public readonly string $kind,
		public readonly string $label,
		public readonly string $help,
		public readonly ?int $minimum = null,
		public readonly ?int $maximum = null,
		public readonly array $options = [],
	) {}

	/** Personal data: shown only to those who may change settings, and kept only in the newest revision. */
	public function is_personal(): bool {
		return 'addresses' === $this->kind;
	}

	public function default_value(): mixed {
		return Config::DEFAULTS[ $this->key ];
	}

	/** A value as people read it. Personal data is only counted. */
	public function in_words( mixed $value ): string {
		if ( $this->is_personal() && null !== $value ) {
			$number = is_array( $value ) ? count( $value ) : (int) ( is_scalar( $value ) ? $value : 0 );
			/* translators: %d: number of addresses. */
			return sprintf( _n( '%d address', '%d addresses', $number, 'smartalloc-ops' ), $number );
		}
		return match ( true ) {
			null === $value => __( 'the default', 'smartalloc-ops' ),
			'switch' === $this->kind => true === $value ? __( 'yes', 'smartalloc-ops' ) : __( 'no', 'smartalloc-ops' ),
			'choice' === $this->kind && is_string( $value ) => $this->options[ $value ] ?? $value,
			is_array( $value ) => [] === $value ? __( 'none', 'smartalloc-ops' ) : implode( ', ', array_map( 'strval', array_filter( $value, 'is_scalar' ) ) ),
			'' === $value => __( 'any', 'smartalloc-ops' ),
			default => is_scalar( $value ) ? (string) $value : '',
		};
	}
}
