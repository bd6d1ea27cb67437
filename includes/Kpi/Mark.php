<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** Something that happened on the site, beside the axis of a series. */
final class Mark {
	public const KINDS = [ 'release', 'change', 'flag', 'run', 'settings', 'alert' ];

	/**
	 * @param int                    $at   UTC epoch milliseconds.
	 * @param value-of<self::KINDS>  $kind A release is a change of SmartAlloc itself; a change any other of the site.
	 * @param string                 $text What happened, in a sentence.
	 * @param 'alerts'|'flags'|'rollback'|'settings'|null $tab  Where it is shown, and on what.
	 */
	public function __construct( public readonly int $at, public readonly string $kind, public readonly string $text, public readonly ?string $tab = null, public readonly ?string $focus = null ) {}
}
