<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Journal\Capability;

defined( 'ABSPATH' ) || exit;

/** Says in wp-admin that the tables are not there: without them nothing is measured and nothing is held. */
final class InstallNotice {
	public function __construct( private readonly Install $install ) {}

	public function register(): void {
		add_action( 'admin_notices', [ $this, 'admin_notices' ] );
	}

	public function admin_notices(): void {
		if ( $this->install->is_ready() || ! ( current_user_can( Capability::VIEW ) || current_user_can( 'manage_options' ) ) ) {
			return;
		}
		echo '<div class="notice notice-error"><p>' . esc_html__( 'The tables of SmartAlloc Ops are not ready. Another request may be making them: reload in a minute. If this stays, the database user probably lacks the right to CREATE or ALTER tables; the error log of PHP names what is missing.', 'smartalloc-ops' ) . '</p></div>';
	}
}
