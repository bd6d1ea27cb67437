<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\Door;
use SmartAllocOps\Run\Run;

defined( 'ABSPATH' ) || exit;

/** Empties what may still tell of the bad build: compiled code, the object cache, and page caches by their own hooks. */
final class ClearCaches extends QuietStep {
	/** Named here, so that a site can empty what this list does not know. */
	public const HOOK = 'smartalloc_ops_clear_caches';

	/** Functions that page caches document for this, by the name of the plugin. */
	private const FUNCTIONS = [
		'WP Rocket'        => 'rocket_clean_domain',
		'W3 Total Cache'   => 'w3tc_flush_all',
		'WP Super Cache'   => 'wp_cache_clear_cache',
		'WP Fastest Cache' => 'wpfc_clear_all_cache',
		'SG Optimizer'     => 'sg_cachepress_purge_cache',
	];

	/** Actions that page caches document for this. */
	private const ACTIONS = [
		'LiteSpeed Cache' => 'litespeed_purge_all',
		'Cache Enabler'   => 'cache_enabler_clear_complete_cache',
		'Breeze'          => 'breeze_clear_all_cache',
	];

	public function __construct( private readonly BuildProbe $probe ) {}

	public function name(): string {
		return 'caches';
	}

	public function title(): string {
		return __( 'Empty the caches', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		foreach ( [ Door::Front, Door::Admin ] as $door ) {
			$this->probe->renew( self::text( $run, 'digest' ), self::text( $run, 'version' ), $door );
		}
		$emptied = wp_cache_flush();
		$pages   = [];
		foreach ( self::FUNCTIONS as $plugin => $function ) {
			if ( function_exists( $function ) ) {
				$pages[] = self::tried( $plugin, static fn () => $function() );
			}
		}
		foreach ( self::ACTIONS as $plugin => $action ) {
			if ( false !== has_action( $action ) ) {
				$pages[] = self::tried( $plugin, static fn () => do_action( $action ) ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- theirs.
			}
		}
		/** A site empties here what is not in the list above: a CDN, a proxy. */
		do_action( self::HOOK, [ 'run' => $run->id ] );
		return [
			self::fact( __( 'Object cache', 'smartalloc-ops' ), $emptied ? __( 'emptied', 'smartalloc-ops' ) : __( 'could not be emptied: wp cache flush', 'smartalloc-ops' ) ),
			self::fact( __( 'Page caches', 'smartalloc-ops' ), [] === $pages ? __( 'None that is known here. One outside of WordPress must be emptied by you.', 'smartalloc-ops' ) : implode( ', ', $pages ) ),
		];
	}

	/** The code of others must not end the run. */
	private static function tried( string $plugin, \Closure $empty ): string {
		try {
			$empty();
			return $plugin;
		} catch ( \Throwable $thrown ) {
			return $plugin . ' (' . ( new \ReflectionClass( $thrown ) )->getShortName() . ')';
		}
	}
}
