<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\GravityForms;

defined( 'ABSPATH' ) || exit;

/** The line of a reach that says how many entries a change would touch in an hour. */
final class SubmissionReach {
	private const HOUR_MS = 3_600_000;

	public function __construct( private readonly GravityForms $gravity_forms, private readonly Clock $clock ) {}

	/** @param list<int> $form_ids */
	public function last_hour( Reach $reach, array $form_ids ): Reach {
		$label    = __( 'Submissions', 'smartalloc-ops' );
		$presence = $this->gravity_forms->presence();
		return $presence->is_present()
			? $reach->line( $label, $this->gravity_forms->entries_since( $form_ids, $this->clock->now_ms() - self::HOUR_MS ), __( 'in the last hour', 'smartalloc-ops' ) )
			: $reach->line( $label, null, $presence->detail );
	}
}
