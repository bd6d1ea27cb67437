<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/** A way into WordPress that the web server has: each loads plugins by itself, and a release may die in one of them only. */
enum Door: string {
	case Front = 'front';
	case Admin = 'admin';
	case Rest  = 'rest';
	case Cron  = 'cron';

	/** Whether this site must answer there. Where WordPress does not call its cron over the web, nothing says that it can be called so. */
	public function is_needed(): bool {
		return self::Cron !== $this || ! defined( 'DISABLE_WP_CRON' ) || ! DISABLE_WP_CRON;
	}

	/** By which one this request came; null where it is none of them. A front page and REST are told apart late only. */
	public static function of_request(): ?self {
		return match ( true ) {
			'cli' === PHP_SAPI => null,
			wp_doing_cron() => self::Cron,
			is_admin() => self::Admin,
			defined( 'REST_REQUEST' ) && REST_REQUEST => self::Rest,
			default => self::Front,
		};
	}

	public function address(): string {
		return match ( $this ) {
			self::Front => home_url( '/' ),
			self::Admin => admin_url( 'admin-ajax.php' ),
			self::Rest => rest_url(),
			self::Cron => site_url( 'wp-cron.php' ),
		};
	}

	public function label(): string {
		return match ( $this ) {
			self::Front => __( 'Pages for visitors', 'smartalloc-ops' ),
			self::Admin => __( 'Admin area', 'smartalloc-ops' ),
			self::Rest => __( 'REST API', 'smartalloc-ops' ),
			self::Cron => __( 'WP-Cron', 'smartalloc-ops' ),
		};
	}
}
