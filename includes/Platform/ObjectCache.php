<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** A persistent object cache (Redis, Memcached) as it is found here, and whether it keeps what it is given. */
final class ObjectCache {
	private const GROUP = 'smartalloc_ops';

	private bool $is_forgetful = false;

	public function is_in_use(): bool {
		return $this->is_forgetful || true === wp_using_ext_object_cache();
	}

	/** Stores a value, reads it past the memory of this process, and deletes it. */
	public function keeps_what_it_is_given(): bool {
		$key  = 'round_trip_' . bin2hex( random_bytes( 8 ) );
		$want = bin2hex( random_bytes( 8 ) );
		wp_cache_set( $key, $want, self::GROUP, MINUTE_IN_SECONDS );
		$got = $this->is_forgetful ? false : wp_cache_get( $key, self::GROUP, true );
		wp_cache_delete( $key, self::GROUP );
		return $got === $want;
	}

	/**
	 * Share of reads that the cache could answer: of the server since it started, where the drop-in lets one ask, else
	 * of this process.
	 *
	 * @return array{share: float, n: int, of: 'server'|'process'}|null Null: nobody counts.
	 */
	public function hit_rate(): ?array {
		global $wp_object_cache;
		$server = self::server_counts( $wp_object_cache );
		if ( null !== $server ) {
			return self::rate( $server[0], $server[1], 'server' );
		}
		if ( ! is_object( $wp_object_cache ) || ! isset( $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ) ) {
			return null;
		}
		return self::rate( (int) $wp_object_cache->cache_hits, (int) $wp_object_cache->cache_misses, 'process' );
	}

	/**
	 * Calls `$body` as if a persistent object cache were in use that forgets everything.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_forgetful( callable $body ): mixed {
		$this->is_forgetful = true;
		try {
			return $body();
		} finally {
			$this->is_forgetful = false;
		}
	}

	/** @return array{int, int}|null Hits and misses that Redis itself counts; drop-ins hand out their client by this method. */
	private static function server_counts( mixed $cache ): ?array {
		if ( ! is_object( $cache ) || ! method_exists( $cache, 'redis_instance' ) ) {
			return null;
		}
		try {
			$client = $cache->redis_instance();
			$info   = is_object( $client ) && is_callable( [ $client, 'info' ] ) ? $client->info( 'stats' ) : null;
		} catch ( \Throwable ) {
			// A drop-in that cannot be asked: what this process counted is still there.
			return null;
		}
		$info = is_array( $info ) ? $info : [];
		$info = is_array( $info['Stats'] ?? null ) ? $info['Stats'] : $info;
		return isset( $info['keyspace_hits'], $info['keyspace_misses'] ) ? [ (int) $info['keyspace_hits'], (int) $info['keyspace_misses'] ] : null;
	}

	/**
	 * @param 'server'|'process' $of
	 * @return array{share: float, n: int, of: 'server'|'process'}|null
	 */
	private static function rate( int $hits, int $misses, string $of ): ?array {
		$n = $hits + $misses;
		return 0 === $n ? null : [
			'share' => $hits / $n,
			'n'     => $n,
			'of'    => $of,
		];
	}
}
