<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** The places in wp-admin that a finding sends people to. */
final class Links {
	public const PAGE = 'smartalloc-ops';

	/**
	 * A tab of our own screen.
	 *
	 * @param 'overview'|'health'|'kpis'|'queue'|'flags'|'rollback'|'alerts'|'settings' $tab
	 * @param array<string, string|int> $query What it opens on: `focus`, `change`, `state`, `run` or `view`.
	 */
	public static function tab( string $tab, string $label, array $query = [] ): Action {
		return Action::link(
			$label,
			add_query_arg(
				array_map( 'rawurlencode', array_map( 'strval', [ 'page' => self::PAGE, 'tab' => $tab ] + $query ) ),
				admin_url( 'admin.php' )
			)
		);
	}

	public static function plugins(): Action {
		return Action::link( __( 'Plugins', 'smartalloc-ops' ), admin_url( 'plugins.php' ) );
	}

	public static function site_health(): Action {
		return Action::link( __( 'Site Health', 'smartalloc-ops' ), admin_url( 'site-health.php' ) );
	}

	/** Action Scheduler's own list, by status and a hook when they are given. */
	public static function scheduled_actions( string $status = '', string $hook = '' ): Action {
		$query = array_filter(
			[
				'status' => rawurlencode( $status ),
				's'      => rawurlencode( $hook ),
			]
		);
		return Action::link( __( 'Scheduled Actions', 'smartalloc-ops' ), add_query_arg( $query, admin_url( 'tools.php?page=action-scheduler' ) ) );
	}

	public static function form( int $form_id ): Action {
		/* translators: %d: number of a form. */
		return Action::link( sprintf( __( 'Open form %d', 'smartalloc-ops' ), $form_id ), admin_url( 'admin.php?page=gf_edit_forms&id=' . $form_id ) );
	}

	public static function forms(): Action {
		return Action::link( __( 'Forms', 'smartalloc-ops' ), admin_url( 'admin.php?page=gf_edit_forms' ) );
	}

	public static function permalinks(): Action {
		return Action::link( __( 'Permalinks', 'smartalloc-ops' ), admin_url( 'options-permalink.php' ) );
	}

	public static function updates(): Action {
		return Action::link( __( 'Updates', 'smartalloc-ops' ), admin_url( 'update-core.php' ) );
	}

	public static function time_zone(): Action {
		return Action::link( __( 'General settings', 'smartalloc-ops' ), admin_url( 'options-general.php' ) . '#timezone_string' );
	}
}
