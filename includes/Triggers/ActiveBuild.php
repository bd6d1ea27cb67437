<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * Which build of SmartAlloc runs, and since when. All of its files are read only when they look other than before.
 *
 * A new one came between the last look that saw the old one and now: then, when its files say so, and at the earliest
 * moment otherwise, because what goes wrong in the first minute is what it is about.
 */
final class ActiveBuild {
	/** Heartbeats: digest and since when; how the files looked, with the time of the last look. */
	public const BUILD  = 'build.active';
	public const LOOKED = 'build.looked';

	private const SETTLES_MS = 2_000;

	/**
	 * @param \Closure(): (array{changed_at: int, looks: string}|null) $look How the files look without being read, and when that changed last, in UTC epoch seconds. Null when there are none.
	 * @param \Closure(): (string|null)                               $digest Reads them all.
	 */
	public function __construct( private readonly Heartbeats $heartbeats, private readonly \Closure $look, private readonly \Closure $digest, private readonly Clock $clock ) {}

	/**
	 * @param bool $notes Whether what was seen is written down for the next look.
	 * @return array{digest: string, since: int}|null
	 */
	public function now( bool $notes ): ?array {
		$seen = ( $this->look )();
		if ( null === $seen ) {
			return null;
		}
		$beats = $this->heartbeats->all();
		$now   = $this->clock->now_ms();
		$known = self::read( $beats[ self::BUILD ]['detail'] ?? '' );
		// What was written in this very second may still be written at, and look the same.
		$looks = $seen['changed_at'] * 1000 > $now - self::SETTLES_MS ? '' : $seen['looks'];
		if ( '' === $looks ||  null === $known || ( $beats[ self::LOOKED ]['detail'] ?? '' ) !== $looks ) {
			$digest = ( $this->digest )();
			if ( null === $digest ) {
				return null;
			}
			if ( $digest !== ( $known['digest'] ?? null ) ) {
				$changed = min( $now, $seen['changed_at'] * 1000 );
				$known   = [
					'digest' => $digest,
					'since'  => max( $changed, null === $known ? 0 : ( $beats[ self::LOOKED ]['at'] ?? 0 ) + 1 ),
				];
				$notes && $this->heartbeats->beat( self::BUILD, "$digest {$known['since']}" );
			}
		}
		$notes && $this->heartbeats->beat( self::LOOKED, $looks );
		return $known;
	}

	/** @return array{digest: string, since: int}|null */
	private static function read( string $detail ): ?array {
		return 1 === preg_match( '/^([0-9a-f]{64}) (\d{1,14})$/D', $detail, $found ) ? [
			'digest' => $found[1],
			'since'  => (int) $found[2],
		] : null;
	}
}
