<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** What the site answered. */
final class HttpResponse {
	/** @param array<string, list<string>> $headers By name in lower case. */
	public function __construct(
		public readonly int $status,
		public readonly array $headers,
		public readonly string $body,
	) {}

	public function header( string $name ): ?string {
		return $this->headers[ strtolower( $name ) ][0] ?? null;
	}

	/** @throws \JsonException When the body is none. */
	public function json(): mixed {
		return json_decode( $this->body, true, 512, JSON_THROW_ON_ERROR );
	}

	/** The `code` of a REST error, null when this is none. */
	public function error_code(): ?string {
		$json = json_decode( $this->body, true );
		$code = is_array( $json ) ? $json['code'] ?? null : null;
		return is_string( $code ) ? $code : null;
	}

	public function describe(): string {
		return "HTTP {$this->status}\n" . substr( $this->body, 0, 2000 );
	}
}
