<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * What of the outside belongs to SmartAlloc on this site: forms, groups, hooks.
 *
 * The defaults are the owner's specification (form 150, three groups); a site may differ, so option
 * `smartalloc_ops_config` overrides each key.
 */
final class Config {
	public const OPTION = 'smartalloc_ops_config';

	private const DEFAULTS = [
		'forms'              => [ 150 ],
		'groups'             => [ 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export' ],
		'hook_prefix'        => 'smartalloc_',
		'notification_hooks' => [ 'smartalloc_notify', 'smartalloc_notify_mail', 'smartalloc_mail_retry' ],
		'dead_letter_limit'  => 5,
		'releases_a_minute'  => 60,
	];

	/** @param array<string, mixed> $values Values of the option, of any shape: foreign data until normalised. */
	public function __construct( private readonly array $values ) {}

	public static function load(): self {
		$stored = get_option( self::OPTION, [] );
		return new self( is_array( $stored ) ? $stored : [] );
	}

	/** @return list<int> */
	public function forms(): array {
		return array_values( array_filter( array_map( 'intval', $this->strings( 'forms' ) ), static fn ( int $id ): bool => $id > 0 ) );
	}

	/** @return list<string> Action Scheduler group slugs. */
	public function groups(): array {
		return $this->strings( 'groups' );
	}

	/** @return list<string> Hooks whose jobs send a message to a person. */
	public function notification_hooks(): array {
		return $this->strings( 'notification_hooks' );
	}

	/** Hooks that start with this belong to SmartAlloc, those with `smartalloc_ops_` to us. */
	public function is_smartalloc_hook( string $hook ): bool {
		return str_starts_with( $hook, $this->hook_prefix() ) && ! str_starts_with( $hook, 'smartalloc_ops_' );
	}

	public function hook_prefix(): string {
		$value = $this->values['hook_prefix'] ?? null;
		return is_string( $value ) && '' !== $value ? $value : self::DEFAULTS['hook_prefix'];
	}

	/** Whether a job belongs to SmartAlloc, by its group or its hook. */
	public function is_smartalloc_job( string $hook, string $group ): bool {
		return in_array( $group, $this->groups(), true ) || $this->is_smartalloc_hook( $hook );
	}

	/** More open dead letters than this are critical (K1). */
	public function dead_letter_limit(): int {
		return $this->number( 'dead_letter_limit' );
	}

	/** Held work leaves at most at this rate, so that a release is no storm. */
	public function releases_a_minute(): int {
		return max( 1, $this->number( 'releases_a_minute' ) );
	}

	/**
	 * @param 'forms'|'groups'|'notification_hooks' $key
	 * @return list<string>
	 */
	private function strings( string $key ): array {
		$value = $this->values[ $key ] ?? null;
		$value = is_array( $value ) ? $value : self::DEFAULTS[ $key ];
		return array_values( array_map( 'strval', array_filter( $value, 'is_scalar' ) ) );
	}

	/** @param 'dead_letter_limit'|'releases_a_minute' $key */
	private function number( string $key ): int {
		$value = $this->values[ $key ] ?? null;
		return is_numeric( $value ) ? (int) $value : self::DEFAULTS[ $key ];
	}
}
