<?php
declare(strict_types=1);

namespace SmartAllocOps\Admin;

use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\StatusNote;

defined( 'ABSPATH' ) || exit;

/** The status in the admin bar, for those who may view: one small option is read, nothing is measured. */
final class StatusDot {
	public function register(): void {
		add_action( 'admin_bar_menu', [ $this, 'admin_bar_menu' ], 90 );
	}

	/** @param mixed $bar */
	public function admin_bar_menu( $bar ): void {
		if ( ! $bar instanceof \WP_Admin_Bar || ! ( current_user_can( Capability::VIEW ) || current_user_can( 'manage_options' ) ) ) {
			return;
		}
		[ $status, $open ] = StatusNote::read( time() );
		$words             = self::words( $status, $open );
		$bar->add_node(
			[
				'id'    => 'smartalloc-ops',
				'title' => sprintf( '<span aria-hidden="true" style="color:%s">%s</span> SmartAlloc <span class="screen-reader-text">%s</span>', esc_attr( self::colour( $status ) ), esc_html( self::shape( $status ) ), esc_html( $words ) ),
				'href'  => esc_url( admin_url( 'admin.php?page=' . Screen::SLUG ) ),
				'meta'  => [ 'title' => $words ],
			]
		);
	}

	/** A shape of its own for each: nothing rests on colour. */
	private static function shape( Status $status ): string {
		return match ( $status ) {
			Status::Good, Status::NotSetUp => '●',
			Status::Recommended => '▲',
			Status::Critical => '■',
			Status::Unknown => '○',
		};
	}

	/** On the dark bar of WordPress. */
	private static function colour( Status $status ): string {
		return match ( $status ) {
			Status::Good, Status::NotSetUp => '#68de7c',
			Status::Recommended => '#f0c33c',
			Status::Critical => '#ff8085',
			Status::Unknown => '#c3c4c7',
		};
	}

	private static function words( Status $status, int $open ): string {
		$word = match ( $status ) {
			Status::Good, Status::NotSetUp => __( 'SmartAlloc is good.', 'smartalloc-ops' ),
			Status::Recommended => __( 'SmartAlloc should be looked at.', 'smartalloc-ops' ),
			Status::Critical => __( 'SmartAlloc is critical.', 'smartalloc-ops' ),
			Status::Unknown => __( 'It is not known how SmartAlloc is.', 'smartalloc-ops' ),
		};
		/* translators: %d: number of alerts. */
		return 0 === $open ? $word : $word . ' ' . sprintf( _n( '%d open alert.', '%d open alerts.', $open, 'smartalloc-ops' ), $open );
	}
}
