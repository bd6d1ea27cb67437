<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What became of a request to somebody else's server: a status or a code, never a word of the answer. */
final class OutboundAnswer {
	/** Longest time a receiver may ask us to stay away. */
	private const LONGEST_WAIT_S = 18_000;

	private function __construct(
		/** HTTP status; 0 when no answer came. */
		public readonly int $status,
		/** `refused_<reason>` when it was not sent, `curl_<number>` and the like when no answer came, else empty. */
		public readonly string $code,
		public readonly int $ms,
		public readonly ?int $retry_after_s = null,
	) {}

	public static function answered( int $status, int $ms, ?int $retry_after_s ): self {
		return new self( $status, '', $ms, null === $retry_after_s ? null : min( $retry_after_s, self::LONGEST_WAIT_S ) );
	}

	public static function failed( string $code, int $ms ): self {
		return new self( 0, $code, $ms );
	}

	/** Nothing was sent. */
	public static function refused( string $reason ): self {
		return new self( 0, "refused_$reason", 0 );
	}

	public function is_success(): bool {
		return $this->status >= 200 && $this->status < 300;
	}

	/** For people and tables: `200`, `http_404` or the code. */
	public function outcome(): string {
		return $this->is_success() ? (string) $this->status : ( '' === $this->code ? "http_{$this->status}" : $this->code );
	}
}
