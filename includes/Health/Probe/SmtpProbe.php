<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Health\MailResults;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether mail can leave this site: somebody is set up to send it, and what was last handed over was taken. It never sends. */
final class SmtpProbe implements Probe {
	public const ID = 'smtp';

	/** So many refused in a row are an outage, not one bad address. */
	private const OUTAGE = 3;

	public function __construct(
		private readonly MailTransport $transport,
		private readonly MailResults $results,
		private readonly Config $config,
		private readonly Clock $clock,
	) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Mail (SMTP)', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'messages';
	}

	public function why(): string {
		return __( 'A registration is confirmed by mail. When mail does not leave, nobody hears of it and nothing on the site looks broken.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: number of mails, 2: number of mails. */
		return sprintf( __( 'Critical when the last %1$d mails were all refused, or when this is a production site where an SMTP plugin is required and none sends. Recommended when one of the last %2$d was refused, or when nobody is set up to send. Elsewhere than in production a trap for mail is enough.', 'smartalloc-ops' ), self::OUTAGE, MailResults::KEPT );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$presence = $this->transport->presence();
		$last     = $this->results->last();
		if ( null !== $last ) {
			$failed = count( array_filter( $last['results'], static fn ( bool $accepted ): bool => ! $accepted ) );
			$n      = count( $last['results'] );
			if ( $n >= self::OUTAGE && [] === array_filter( array_slice( $last['results'], 0, self::OUTAGE ) ) ) {
				/* translators: 1: number of mails, 2: number of mails, 3: number of seconds. */
				$finding = sprintf( _n( '%1$d of the last %2$d mail was refused, the newest ones among them, the last %3$d s ago.', '%1$d of the last %2$d mails were refused, the newest ones among them, the last %3$d s ago.', $n, 'smartalloc-ops' ), $failed, $n, $this->age_s( $last['at'] ) );
				return Reading::critical( 'outage', trim( $finding . ' ' . self::code( $last['code'] ) . ' ' . $presence->detail ), $this->ways_forward(), $failed, 'mails', $n );
			}
		}
		if ( ! $presence->is_present() ) {
			$is_critical = $this->transport->is_production() && $this->config->is_smtp_required();
			$finding     = $this->transport->is_production()
				? $presence->detail
				: $presence->detail . ' ' . __( 'This is no production site: set up a trap, or test mail reaches real people.', 'smartalloc-ops' );
			return Reading::of( $is_critical ? Status::Critical : Status::Recommended, 'absent' === $presence->state ? 'not_configured' : 'half_configured', $finding, [ Links::plugins() ] );
		}
		if ( null === $last ) {
			return Reading::good( $presence->detail . ' ' . __( 'No mail was sent since this console began to look.', 'smartalloc-ops' ), null, null, 0 );
		}
		if ( $failed > 0 ) {
			/* translators: 1: number of mails, 2: number of mails. */
			$finding = sprintf( _n( '%1$d of the last %2$d mail was refused.', '%1$d of the last %2$d mails were refused.', $n, 'smartalloc-ops' ), $failed, $n );
			return Reading::of( Status::Recommended, 'some_failed', trim( $finding . ' ' . self::code( $last['code'] ) . ' ' . $presence->detail ), $this->ways_forward(), $failed, 'mails', $n );
		}
		/* translators: 1: number of mails, 2: number of seconds. */
		$finding = sprintf( _n( 'The last %1$d mail was accepted, %2$d s ago.', 'The last %1$d mails were accepted, the newest %2$d s ago.', $n, 'smartalloc-ops' ), $n, $this->age_s( $last['at'] ) );
		return Reading::good( $presence->detail . ' ' . $finding, 0, 'mails', $n );
	}

	public function under_fault( callable $body ): mixed {
		return $this->results->with_failures( self::OUTAGE, $body );
	}

	public function fault(): string {
		/* translators: %d: number of mails. */
		return sprintf( __( '%d refused mails in a row are written down as a self-test. No mail is sent.', 'smartalloc-ops' ), self::OUTAGE );
	}

	private function age_s( int $at ): int {
		return max( 0, intdiv( $this->clock->now_ms() - $at, 1000 ) );
	}

	private static function code( string $code ): string {
		/* translators: %s: number of an error. */
		return '' === $code ? '' : sprintf( __( 'Error code of PHPMailer: %s.', 'smartalloc-ops' ), $code );
	}

	/** @return list<Action> */
	private function ways_forward(): array {
		return [
			Links::tab( 'flags', __( 'Hold messages', 'smartalloc-ops' ), [ 'focus' => 'comms' ] ),
			Links::tab( 'rollback', __( 'Roll back: mail is down', 'smartalloc-ops' ) ),
			Links::plugins(),
		];
	}
}
