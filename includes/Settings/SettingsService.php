<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Reads and changes the settings document: one revision, one compare-and-swap, one reason. */
final class SettingsService {
	public function __construct(
		private readonly SettingsCatalog $catalog,
		private readonly SettingsStore $store,
		private readonly SettingsPublisher $publisher,
		private readonly SettingsImpact $impact,
	) {}

	public function catalog(): SettingsCatalog {
		return $this->catalog;
	}

	/** The truth of the table; before anybody saved, what the option says. */
	public function state(): SettingsState {
		return $this->store->latest() ?? new SettingsState( 0, $this->known( $this->store->stored_copy() ?? [] ) );
	}

	public function has_drifted( SettingsState $state ): bool {
		return $this->publisher->has_drifted( $state );
	}

	/** What counts on this site with that document. */
	public function effective( SettingsState $state ): Config {
		return new Config( Config::fixed() + $state->values );
	}

	/** @return 'default'|'option'|'constant' Where the value that counts comes from. */
	public function source( SettingsState $state, string $key ): string {
		return match ( true ) {
			array_key_exists( $key, Config::fixed() ) => 'constant',
			array_key_exists( $key, $state->values ) => 'option',
			default => 'default',
		};
	}

	/**
	 * What a change would do. Nothing is changed.
	 *
	 * @param array<array-key, mixed> $values
	 * @return array{revision: int, changes: array<string, array{from: mixed, to: mixed}>, effects: list<string>, refusals: list<Refusal>}
	 * @throws InvalidField
	 */
	public function preview( array $values ): array {
		$state = $this->state();
		$clean = ( new SettingsInput( $this->catalog ) )->normalised( $values );
		$next  = new SettingsState( $state->revision, self::merged( $state->values, $clean ) );
		return [
			'revision' => $state->revision,
			'changes'  => $this->store->changes( $state->values, $next->values ),
			'effects'  => $this->impact->effects( $this->effective( $state ), $this->effective( $next ) ),
			'refusals' => $this->refusals( $state, $next, $clean ),
		];
	}

	/**
	 * Changes settings if the document still stands at `$revision`.
	 *
	 * @param array<array-key, mixed> $values Key to value; null takes a setting back to its default.
	 * @throws Conflict     Somebody else changed them; carries the present SettingsState.
	 * @throws Refused      A flag that is set, or a constant, says no.
	 * @throws InvalidField A value or the reason cannot be used.
	 * @throws Forbidden    The actor may not.
	 */
	public function set( array $values, int $revision, string $reason, Actor $actor ): SettingsState {
		Forbidden::unless( $actor, Capability::SETTINGS );
		$why   = Reason::from( $reason );
		$clean = ( new SettingsInput( $this->catalog ) )->normalised( $values );
		$state = $this->state();
		if ( $state->revision !== $revision ) {
			throw self::lost( $state );
		}
		$next = new SettingsState( $revision, self::merged( $state->values, $clean ) );
		if ( [] === $this->store->changes( $state->values, $next->values ) && $state->values === $next->values ) {
			throw new InvalidField( 'values', __( 'These settings stand so already.', 'smartalloc-ops' ) );
		}
		$refusals = $this->refusals( $state, $next, $clean );
		if ( [] !== $refusals ) {
			throw new Refused( $refusals );
		}
		$written = $this->store->append( $state, $next->values, $why, $actor );
		if ( null === $written ) {
			throw self::lost( $this->state() );
		}
		CrashPoint::reach( 'settings.appended' );
		$this->publisher->publish();
		return $written;
	}

	/** @return list<SettingsState> Newest first. */
	public function history( ?int $before, int $limit ): array {
		return $this->store->revisions( $before, $limit );
	}

	/**
	 * @param array<string, mixed> $clean
	 * @return list<Refusal>
	 */
	private function refusals( SettingsState $from, SettingsState $to, array $clean ): array {
		$fixed = array_intersect_key( $clean, Config::fixed() );
		return [
			...array_map(
				fn ( string $key ): Refusal => new Refusal(
					'set_by_constant',
					/* translators: 1: label of a setting, 2: name of a PHP constant. */
					sprintf( __( '%1$s is laid down by the constant %2$s in wp-config.php. Change it there.', 'smartalloc-ops' ), $this->catalog->get( $key )->label ?? $key, Config::CONSTANT )
				),
				array_keys( $fixed )
			),
			...$this->impact->refusals( $this->effective( $from ), $this->effective( $to ) ),
		];
	}

	/**
	 * @param array<string, mixed> $values
	 * @param array<string, mixed> $clean
	 * @return array<string, mixed>
	 */
	private static function merged( array $values, array $clean ): array {
		$merged = array_filter( array_replace( $values, $clean ), static fn ( mixed $value ): bool => null !== $value );
		ksort( $merged );
		return $merged;
	}

	/**
	 * Of an option that anybody may have written, what is a setting and fits.
	 *
	 * @param array<array-key, mixed> $values
	 * @return array<string, mixed>
	 */
	private function known( array $values ): array {
		$known = [];
		foreach ( $values as $key => $value ) {
			try {
				if ( null !== $value && null !== $this->catalog->get( (string) $key ) ) {
					$known += ( new SettingsInput( $this->catalog ) )->normalised( [ $key => $value ] );
				}
			} catch ( InvalidField ) {
				// Config reads it as its default too.
				continue;
			}
		}
		ksort( $known );
		return $known;
	}

	private static function lost( SettingsState $now ): Conflict {
		/* translators: %s: who changed them. */
		return new Conflict( 'settings_changed', sprintf( __( 'The settings were changed meanwhile by %s. Look at them and decide again.', 'smartalloc-ops' ), $now->actor?->name() ?? __( 'nobody', 'smartalloc-ops' ) ), 'settings', $now );
	}
}
