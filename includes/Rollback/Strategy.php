<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/** How the good build comes back on this site. */
enum Strategy: string {
	/** What this site can do, as the preflight finds it. */
	case Auto = 'auto';
	/** Two renames on this machine. */
	case LocalSwap = 'local_swap';
	/** The site's own deployment is asked, and waited for. */
	case External = 'external';
	/** A person is told what to do, and waited for. */
	case Manual = 'manual';
	/** Nothing is brought back: freeze and hold only. */
	case Contain = 'contain';

	/** @return list<string> */
	public static function values(): array {
		return array_map( static fn ( self $one ): string => $one->value, self::cases() );
	}

	public function label(): string {
		return match ( $this ) {
			self::Auto => __( 'what this site can do', 'smartalloc-ops' ),
			self::LocalSwap => __( 'swapped on this machine', 'smartalloc-ops' ),
			self::External => __( 'brought by the deployment of this site', 'smartalloc-ops' ),
			self::Manual => __( 'brought by a person', 'smartalloc-ops' ),
			self::Contain => __( 'not brought back: freeze and hold only', 'smartalloc-ops' ),
		};
	}
}
