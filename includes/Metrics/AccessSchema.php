<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** The access of scrapers on the wire: its schema and its serializer side by side. */
final class AccessSchema {
	/** @return array<string, mixed> */
	public static function access(): array {
		return Shape::object(
			[
				'on'         => Shape::boolean(),
				'revision'   => Shape::integer(),
				// Last characters of the token.
				'ends'       => Shape::nullable( Shape::text() ),
				'changed_at' => Shape::nullable( Shape::time() ),
				'url'        => Shape::text(),
				// Only in the answer to the request that made it.
				'token'      => Shape::nullable( Shape::text() ),
			],
			'metrics_access'
		);
	}

	/** @return array<string, mixed> What a scraper gets is no JSON. */
	public static function text(): array {
		return Shape::text() + [ 'title' => 'metrics' ];
	}

	/** @return array<string, mixed> */
	public static function describe( Access $access, #[\SensitiveParameter] ?string $token = null ): array {
		return [
			'on'         => $access->is_on(),
			'revision'   => $access->revision,
			'ends'       => $access->ends,
			'changed_at' => Time::rfc3339( $access->changed_at ),
			'url'        => rest_url( 'smartalloc-ops/v1/metrics' ),
			'token'      => $token,
		];
	}
}
