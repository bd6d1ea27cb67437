<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\Capability;

defined( 'ABSPATH' ) || exit;

/** The permission callback of every route: signed in, allowed, and a person where a person is asked for. */
final class Gate {
	private bool $by_application_password = false;

	/** @param \Closure(): bool $is_ready Whether our tables are there; may wait a moment for them. */
	public function __construct( private readonly \Closure $is_ready ) {}

	public function register(): void {
		add_action( 'application_password_did_authenticate', [ $this, 'application_password_did_authenticate' ] );
	}

	public function application_password_did_authenticate(): void {
		$this->by_application_password = true;
	}

	/** @return true|\WP_Error */
	public function check( string $capability ): bool|\WP_Error {
		if ( ! is_user_logged_in() ) {
			return new \WP_Error( 'smartalloc_ops_not_signed_in', __( 'Sign in first. From a script, use an application password over https.', 'smartalloc-ops' ), [ 'status' => 401 ] );
		}
		if ( ! Capability::has( get_current_user_id(), $capability ) ) {
			return new \WP_Error(
				'smartalloc_ops_forbidden',
				/* translators: %s: name of a capability. */
				sprintf( __( 'This needs the capability %s.', 'smartalloc-ops' ), $capability ),
				[
					'status'     => 403,
					'capability' => $capability,
				]
			);
		}
		$constant = $this->by_application_password ? PolicyMap::missing_constant( $capability ) : null;
		if ( null !== $constant ) {
			return new \WP_Error(
				'smartalloc_ops_person_needed',
				/* translators: 1: name of a capability, 2: name of a PHP constant. */
				sprintf( __( 'An application password may not use %1$s. Do it in wp-admin, or set %2$s in wp-config.php.', 'smartalloc-ops' ), $capability, $constant ),
				[
					'status'     => 403,
					'capability' => $capability,
				]
			);
		}
		if ( ! ( $this->is_ready )() ) {
			return new \WP_Error( 'smartalloc_ops_not_ready', __( 'The tables of SmartAlloc Ops are being made or brought up to date. Try again in a moment.', 'smartalloc-ops' ), [ 'status' => 503 ] );
		}
		return true;
	}
}
