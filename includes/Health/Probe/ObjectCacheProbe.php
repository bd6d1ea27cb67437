<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\ObjectCache;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether the persistent object cache, where there is one, keeps what it is given and is worth it. */
final class ObjectCacheProbe implements Probe {
	public const ID = 'object_cache';

	private const GOOD_SHARE = 0.8;

	/** Fewer reads of one process say nothing about the cache. */
	private const MINIMUM = 100;

	public function __construct( private readonly ObjectCache $cache ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Object cache (Redis)', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return __( 'A cache that forgets or answers with old values makes settings and switches look different from one request to the next.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: percentage, 2: number of reads. */
		return sprintf( __( 'Critical when a value cannot be read back; recommended when less than %1$d %% of at least %2$d reads were answered from the cache. Without a persistent cache it is not set up.', 'smartalloc-ops' ), (int) round( 100 * self::GOOD_SHARE ), self::MINIMUM );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		if ( ! $this->cache->is_in_use() ) {
			return Reading::of( Status::NotSetUp, 'absent', __( 'No persistent object cache is in use. It is optional: install a drop-in for Redis or Memcached to have one.', 'smartalloc-ops' ), [ Links::site_health() ] );
		}
		if ( ! $this->cache->keeps_what_it_is_given() ) {
			return Reading::critical( 'forgets', __( 'The object cache is in use, but a value that was stored could not be read back.', 'smartalloc-ops' ), [ Links::site_health(), Action::command( __( 'Empty it', 'smartalloc-ops' ), 'wp cache flush' ) ] );
		}
		$rate = $this->cache->hit_rate();
		if ( null === $rate || $rate['n'] < self::MINIMUM ) {
			return Reading::good( __( 'The object cache keeps what it is given. Too few reads were counted to judge how often it can answer.', 'smartalloc-ops' ), null, null, $rate['n'] ?? 0 );
		}
		$percent = round( 100 * $rate['share'], 1 );
		$finding = 'server' === $rate['of']
			/* translators: 1: percentage, 2: number of reads. */
			? sprintf( __( 'The cache server answered %1$s %% of %2$s reads since it started.', 'smartalloc-ops' ), (string) $percent, number_format_i18n( $rate['n'] ) )
			/* translators: 1: percentage, 2: number of reads. */
			: sprintf( __( 'The object cache answered %1$s %% of the %2$s reads of this process.', 'smartalloc-ops' ), (string) $percent, number_format_i18n( $rate['n'] ) );
		return $rate['share'] < self::GOOD_SHARE
			? Reading::of( Status::Recommended, 'few_hits', $finding, [ Links::site_health() ], $percent, '%', $rate['n'] )
			: Reading::good( $finding, $percent, '%', $rate['n'] );
	}

	public function under_fault( callable $body ): mixed {
		return $this->cache->while_forgetful( $body );
	}

	public function fault(): string {
		return __( 'A persistent object cache is treated as in use and forgetting.', 'smartalloc-ops' );
	}
}
