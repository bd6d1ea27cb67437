<?php
/**
 * A PHPMailer whose last step writes a row instead of sending.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;

defined( 'ABSPATH' ) || exit;

final class Mailer extends PHPMailer {

	/**
	 * @throws Exception On the fault `smtp_down`, which wp_mail() turns into `wp_mail_failed`.
	 */
	public function postSend() {
		if ( Faults::take( 'smtp_down', '' ) ) {
			throw new Exception( 'SMTP connect() failed.', self::STOP_CRITICAL );
		}
		Sink::record(
			'mail',
			$this->key(),
			array(
				'recipients' => count( $this->getAllRecipientAddresses() ),
				'source'     => Scheduler::source_ref(),
			)
		);
		return true;
	}

	/**
	 * Mail of others (core's password resets, say) has no key: a digest tells two of them apart without naming anyone.
	 */
	private function key(): string {
		foreach ( $this->getCustomHeaders() as $header ) {
			if ( Transport::KEY_HEADER === $header[0] ) {
				return trim( $header[1] );
			}
		}
		return 'other:' . substr( hash( 'sha256', $this->Subject . implode( ',', array_keys( $this->getAllRecipientAddresses() ) ) . wp_salt( 'nonce' ) ), 0, 16 );
	}
}
