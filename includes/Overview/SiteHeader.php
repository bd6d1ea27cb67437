<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Platform\SmartAlloc;

defined( 'ABSPATH' ) || exit;

/** What the screen must know of the site and of the person before it can say anything. */
final class SiteHeader {
	public function __construct( private readonly SmartAlloc $smart_alloc ) {}

	/** @return array{name: string, zone: string, offset_minutes: int, locale: string, is_rtl: bool, release: string|null, ops_version: string, capabilities: array<string, bool>} */
	public function describe( int $now_ms ): array {
		$now  = new \DateTimeImmutable( '@' . intdiv( $now_ms, 1000 ) );
		$user = get_current_user_id();
		return [
			'name'           => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
			'zone'           => wp_timezone_string(),
			'offset_minutes' => intdiv( wp_timezone()->getOffset( $now ), 60 ),
			'locale'         => get_user_locale(),
			'is_rtl'         => is_rtl(),
			'release'        => $this->smart_alloc->presence()->version,
			'ops_version'    => SMARTALLOC_OPS_VERSION,
			'capabilities'   => array_combine(
				Capability::ASKED,
				array_map( static fn ( string $capability ): bool => Capability::has( $user, $capability ), Capability::ASKED )
			),
		];
	}
}
