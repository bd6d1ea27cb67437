<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * What became of the site's last mails, as WordPress tells it: accepted or refused, and nothing else of them.
 *
 * One small row for all of a request's mails, written when the request ends.
 */
final class MailResults {
	private const NAME      = 'mail.results';
	private const LAST_CODE = 'mail.failed';
	private const SELF_TEST = 'mail.self_test';

	private const ACCEPTED = 'a';
	private const FAILED   = 'f';

	/** Results that are judged. */
	public const KEPT = 20;

	/** A runner from the command line sends for minutes; it writes down what it knows once in this time. */
	private const FLUSH_NS = 5_000_000_000;

	/** Not yet written down, newest first. */
	private string $pending = '';

	private string $failure_code = '';
	private int $flushed_ns      = 0;
	private string $name         = self::NAME;

	public function __construct( private readonly Heartbeats $heartbeats ) {}

	public function register(): void {
		add_action( 'wp_mail_succeeded', [ $this, 'wp_mail_succeeded' ] );
		add_action( 'wp_mail_failed', [ $this, 'wp_mail_failed' ] );
	}

	public function wp_mail_succeeded(): void {
		$this->note( self::ACCEPTED );
	}

	/** @param mixed $error A WP_Error whose data holds the whole mail: only its code is looked at. */
	public function wp_mail_failed( $error = null ): void {
		$data               = $error instanceof \WP_Error ? $error->get_error_data() : null;
		$code               = is_array( $data ) ? $data['phpmailer_exception_code'] ?? null : null;
		$this->failure_code = is_int( $code ) ? (string) $code : '';
		$this->note( self::FAILED );
	}

	public function shutdown(): void {
		try {
			$this->flush();
		} catch ( DatabaseError $error ) {
			// The request is over for its visitor; the check then rests on older results.
			error_log( 'SmartAlloc Ops: results of mails could not be written down. ' . $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	/**
	 * @return array{results: list<bool>, at: int, code: string}|null The last results, newest first, true for accepted; when the newest was (UTC epoch milliseconds); code of the last failure. Null: no mail was seen.
	 * @throws DatabaseError When they cannot be read.
	 */
	public function last(): ?array {
		$beats = $this->heartbeats->all();
		$row   = $beats[ $this->name ] ?? null;
		if ( null === $row || '' === $row['detail'] ) {
			return null;
		}
		return [
			'results' => array_map( static fn ( string $mark ): bool => self::ACCEPTED === $mark, str_split( substr( $row['detail'], 0, self::KEPT ) ) ),
			'at'      => $row['at'],
			'code'    => ( $beats[ self::LAST_CODE ] ?? null )['detail'] ?? '',
		];
	}

	/**
	 * Calls `$body` while that many mails in a row have failed. They are written and read like real ones, under a name
	 * that nobody else reads, and forgotten afterwards. No mail is sent.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function with_failures( int $failures, callable $body ): mixed {
		$this->flush();
		$this->name = self::SELF_TEST;
		try {
			$this->pending = str_repeat( self::FAILED, $failures );
			$this->flush();
			return $body();
		} finally {
			$this->pending = '';
			$this->name    = self::NAME;
			$this->heartbeats->forget( self::SELF_TEST );
		}
	}

	private function note( string $result ): void {
		if ( '' === $this->pending ) {
			add_action( 'shutdown', [ $this, 'shutdown' ] );
		}
		$now              = (int) hrtime( true );
		$this->pending    = substr( $result . $this->pending, 0, self::KEPT );
		$this->flushed_ns = 0 === $this->flushed_ns ? $now : $this->flushed_ns;
		if ( $now - $this->flushed_ns > self::FLUSH_NS ) {
			$this->shutdown();
		}
	}

	/** @throws DatabaseError */
	private function flush(): void {
		$pending          = $this->pending;
		$this->pending    = '';
		$this->flushed_ns = (int) hrtime( true );
		if ( '' === $pending ) {
			return;
		}
		$this->heartbeats->push( $this->name, $pending );
		if ( self::NAME === $this->name && str_contains( $pending, self::FAILED ) ) {
			$this->heartbeats->beat( self::LAST_CODE, $this->failure_code );
		}
	}
}
