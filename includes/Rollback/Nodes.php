<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** How many machines serve this site, as far as they were seen: a swap on one of several would leave the others as they are. */
final class Nodes {
	/** Set to true in wp-config.php where all machines share one folder of plugins. */
	public const SHARED = 'SMARTALLOC_OPS_PLUGINS_ARE_SHARED';

	private const BEAT = 'node.';

	/** A machine that was not heard of for so long is gone. */
	private const SEEN_MS = 900_000;

	public function __construct( private readonly Heartbeats $heartbeats, private readonly Clock $clock ) {}

	/** One statement; the name of the machine is told to nobody. */
	public function note(): void {
		$this->heartbeats->beat( self::BEAT . self::mark() );
	}

	/** @return int At least one: this one. */
	public function count(): int {
		$since = $this->clock->now_ms() - self::SEEN_MS;
		$seen  = array_keys( array_filter( $this->heartbeats->all(), static fn ( array $beat, string $name ): bool => str_starts_with( $name, self::BEAT ) && $beat['at'] >= $since, ARRAY_FILTER_USE_BOTH ) );
		return count( array_unique( [ ...$seen, self::BEAT . self::mark() ] ) );
	}

	public static function are_shared(): bool {
		return defined( self::SHARED ) && true === constant( self::SHARED );
	}

	private static function mark(): string {
		return substr( hash_hmac( 'sha256', (string) gethostname(), wp_salt( 'auth' ) ), 0, 12 );
	}
}
