<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Whether the web reaches into the vault: asked as a browser would ask, since deny files say nothing to a web server that
 * does not read them.
 */
final class VaultDoor {
	/** Heartbeat: what the last look found. */
	public const LOOKED = 'vault.door';

	private const DAY_MS = 86_400_000;

	/** What could not be found out is asked again sooner. */
	private const AGAIN_MS = 600_000;

	public function __construct(
		private readonly Places $places,
		private readonly Loopback $loopback,
		private readonly Heartbeats $heartbeats,
		private readonly Clock $clock,
	) {}

	public function look_when_due(): void {
		$last = $this->heartbeats->all()[ self::LOOKED ] ?? [ 'at' => 0, 'detail' => '' ];
		if ( is_main_site() && $this->clock->now_ms() - $last['at'] >= ( str_starts_with( $last['detail'], 'unknown' ) ? self::AGAIN_MS : self::DAY_MS ) ) {
			$this->look();
		}
	}

	/** Puts a file there that nobody can guess, asks for it over HTTP, and takes it away again. */
	public function look(): void {
		try {
			$vault = $this->places->vault();
		} catch ( Refused ) {
			return;
		}
		// Named as an archive is: rules of web servers go by the ending.
		$name = 'probe-' . bin2hex( random_bytes( 12 ) ) . '.tar.gz';
		$text = bin2hex( random_bytes( 32 ) );
		$file = "$vault->folder/$name";
		try {
			if ( strlen( $text ) !== @file_put_contents( $file, $text ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				$this->heartbeats->beat( self::LOOKED, 'unknown not_writable' );
				return;
			}
			$answer = $this->loopback->read( content_url( basename( $vault->folder ) . "/$name" ) );
		} finally {
			is_file( $file ) && unlink( $file );
		}
		$this->heartbeats->beat(
			self::LOOKED,
			match ( true ) {
				0 === $answer['status'] => "unknown {$answer['detail']}",
				$text === $answer['body'] => 'open',
				// Somebody who stands before the site says nothing of what lies behind.
				in_array( $answer['status'], [ 401, 407, 429 ], true ) || $answer['status'] >= 500 => "unknown {$answer['status']}",
				default => "closed {$answer['status']}",
			}
		);
	}

	/** @return array{status: Status, detail: string, at: int|null, rule: string|null} Rule: lines for a web server that lets everybody in. */
	public function found(): array {
		$beat           = $this->heartbeats->all()[ self::LOOKED ] ?? null;
		[ $what, $how ] = explode( ' ', $beat['detail'] ?? '', 2 ) + [ '', '' ];
		[ $status, $detail ] = match ( $what ) {
			/* translators: %s: status of an HTTP answer. */
			'closed' => [ Status::Good, sprintf( __( 'A file in it was asked for over HTTP and not given (status %s).', 'smartalloc-ops' ), $how ) ],
			'open' => [ Status::Critical, __( 'A file in it was given to somebody who is not signed in. Only its name, which nobody can guess, protects the archives. Close it in the configuration of the web server.', 'smartalloc-ops' ) ],
			/* translators: %s: code of an error, or status of an HTTP answer. */
			'unknown' => [ Status::Unknown, sprintf( __( 'It could not be asked over HTTP (%s).', 'smartalloc-ops' ), $how ) ],
			default => [ Status::Unknown, __( 'It was not asked over HTTP yet. That is done when a build is kept, and once a day.', 'smartalloc-ops' ) ],
		};
		return [
			'status' => $status,
			'detail' => $detail,
			'at'     => $beat['at'] ?? null,
			'rule'   => 'open' === $what ? 'location ~ /smartalloc-ops-(vault|swap)- { deny all; }' : null,
		];
	}
}
