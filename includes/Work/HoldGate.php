<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** Says what holds a piece of work now. Work asks it before each step; flags answer it. */
interface HoldGate {
	/** Looks again at the truth: long runners call it before each claim. */
	public function refresh(): void;

	public function hold_for( string $source, string $hook, string $group, ?int $form_id = null ): ?Hold;
}
