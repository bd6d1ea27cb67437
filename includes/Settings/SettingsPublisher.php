<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** Keeps the autoloaded option, which every request reads without a query, equal to the newest revision. */
final class SettingsPublisher {
	/** Beside the settings in the option: which revision it is a copy of. */
	public const MARK = '_revision';

	public function __construct( private readonly SettingsStore $store, private readonly Journal $journal ) {}

	/** Writes the copy anew and makes sure that no newer revision slipped in meanwhile. */
	public function publish(): void {
		do {
			$state = $this->store->latest();
			if ( null === $state ) {
				return;
			}
			// A stale copy in an object cache would make update_option() believe that nothing changed.
			wp_cache_delete( 'alloptions', 'options' );
			wp_cache_delete( 'notoptions', 'options' );
			wp_cache_delete( Config::OPTION, 'options' );
			update_option( Config::OPTION, self::copy_of( $state ), true );
		} while ( $this->store->latest()?->revision !== $state->revision );
		$this->store->forget_older_personal_data();
	}

	/** Whether the option says something else than the newest revision. Before the first one nobody can tell. */
	public function has_drifted( SettingsState $state ): bool {
		return 0 !== $state->revision && $this->store->stored_copy() !== self::copy_of( $state );
	}

	/** Puts the option right: its writer was killed, or somebody wrote it past the settings. */
	public function heal(): void {
		$state = $this->store->latest();
		if ( null === $state || ! $this->has_drifted( $state ) ) {
			return;
		}
		$found = $this->store->stored_copy();
		$this->publish();
		$mark = $found[ self::MARK ] ?? null;
		if ( ! is_int( $mark ) || $mark >= $state->revision ) {
			$this->journal->record( Actor::system(), 'settings.restored', 'settings', Sentences::recording( static fn (): string => __( 'The option was written past the settings. It was put back to the newest revision.', 'smartalloc-ops' ) ), [ 'revision' => $state->revision ] );
		}
	}

	/** @return array<string, mixed> */
	private static function copy_of( SettingsState $state ): array {
		$copy = $state->values;
		ksort( $copy );
		return [ self::MARK => $state->revision ] + $copy;
	}
}
