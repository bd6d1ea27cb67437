<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Scrubber;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** What people are told: no personal data, so that it may go anywhere. Texts may be recorded sentences. */
final class Message {
	/** Characters of a line. */
	private const LINE = 500;

	private const LINES = 40;

	/**
	 * @param string       $kind    What it is about, e.g. `alert` or `test`.
	 * @param string       $subject What it is about, e.g. `alert:12`.
	 * @param list<string> $lines
	 * @param string       $link    Where to look; empty for none.
	 */
	public function __construct(
		public readonly string $kind,
		public readonly Severity $severity,
		public readonly string $subject,
		public readonly string $title,
		public readonly array $lines = [],
		public readonly string $link = '',
	) {}

	/** In the language of the site, and safe to leave it. */
	public function told(): self {
		return new self( $this->kind, $this->severity, $this->subject, self::clean( $this->title ), array_map( [ self::class, 'clean' ], array_slice( $this->lines, 0, self::LINES ) ), $this->link );
	}

	public function to_json(): string {
		return (string) wp_json_encode(
			[
				'title' => $this->title,
				'lines' => $this->lines,
				'link'  => $this->link,
			]
		);
	}

	public static function stored( string $kind, string $severity, string $subject, string $json ): self {
		$data = json_decode( $json, true );
		$data = is_array( $data ) ? $data : [];
		return new self(
			$kind,
			Severity::tryFrom( $severity ) ?? Severity::Recommended,
			$subject,
			(string) ( $data['title'] ?? '' ),
			array_values( array_map( 'strval', is_array( $data['lines'] ?? null ) ? $data['lines'] : [] ) ),
			(string) ( $data['link'] ?? '' )
		);
	}

	/** One line, no control characters: a title becomes the header of a mail. */
	private static function clean( string $text ): string {
		return mb_substr( trim( (string) preg_replace( '/[\s\p{Cc}]+/u', ' ', Scrubber::scrub( Sentences::told( $text ) ) ) ), 0, self::LINE );
	}
}
