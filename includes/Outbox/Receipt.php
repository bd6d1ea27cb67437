<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** What a channel says of one attempt. */
final class Receipt {
	private function __construct(
		public readonly bool $is_sent,
		/** A code: `accepted`, `200`, `http_500`, `curl_28`. Never foreign text. */
		public readonly string $code,
		/** Whether another attempt could end better. */
		public readonly bool $may_retry,
		/** Seconds that the receiver asks us to stay away. */
		public readonly int $wait_s,
		public readonly int $ms,
	) {}

	public static function sent( string $code, int $ms ): self {
		return new self( true, $code, false, 0, $ms );
	}

	public static function failed( string $code, int $ms, int $wait_s = 0 ): self {
		return new self( false, $code, true, $wait_s, $ms );
	}

	/** Nobody is there any more. */
	public static function gone( string $code, int $ms ): self {
		return new self( false, $code, false, 0, $ms );
	}
}
