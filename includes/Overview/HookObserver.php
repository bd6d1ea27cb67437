<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * Writes down which contract hooks SmartAlloc really fires.
 *
 * While they fire it only remembers the names; one read follows at the end of the request, and a write at most once an
 * hour for each hook.
 */
final class HookObserver {
	/** @var array<string, true> Seen in this process and not yet written down. */
	private array $seen = [];

	/** @var array<string, int> When this process looked last, in nanoseconds: long runners fire thousands. */
	private array $looked_ns = [];

	public function __construct( private readonly Heartbeats $heartbeats ) {}

	public function register(): void {
		foreach ( array_keys( ContractSignals::SOURCES ) as $hook ) {
			// First, so that a listener that throws does not make the hook look silent.
			add_filter( $hook, [ $this, 'observe' ], PHP_INT_MIN );
		}
	}

	/**
	 * For actions and filters alike: what comes in goes out.
	 *
	 * @param mixed $value
	 * @return mixed
	 */
	public function observe( $value = null ) {
		$hook = (string) current_filter();
		$now  = (int) hrtime( true );
		if ( $now - ( $this->looked_ns[ $hook ] ?? -PHP_INT_MAX ) > ContractSignals::NOTE_EVERY_MS * 1_000_000 || ! isset( $this->looked_ns[ $hook ] ) ) {
			$this->looked_ns[ $hook ] = $now;
			if ( [] === $this->seen ) {
				add_action( 'shutdown', [ $this, 'shutdown' ] );
			}
			$this->seen[ $hook ] = true;
		}
		return $value;
	}

	public function shutdown(): void {
		$names = array_map( static fn ( string $hook ): string => ContractSignals::BEAT . $hook, array_keys( $this->seen ) );
		if ( [] === $names ) {
			return;
		}
		$this->seen = [];
		try {
			$this->heartbeats->note_seen( $names, ContractSignals::NOTE_EVERY_MS );
		} catch ( DatabaseError $error ) {
			// The request is over for its visitor; the coverage page then shows the hook as not seen.
			error_log( 'SmartAlloc Ops: the hooks that were seen could not be written down. ' . $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
