<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

defined( 'ABSPATH' ) || exit;

/** What was known at the moment an alert fired; never changed afterwards. */
final class Decision {
	/** @param array<string, mixed> $data As Evidence has made it; texts are recorded sentences. */
	public function __construct( public readonly int $id, public readonly int $alert_id, public readonly string $signal, public readonly int $created_at, public readonly array $data ) {}
}
