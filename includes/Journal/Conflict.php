<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** A lost race: somebody else was first. Carries what holds now, so that the person can decide again. */
final class Conflict extends \RuntimeException {
	/**
	 * @param string $code_name Stable code, e.g. `flag_changed`.
	 * @param string $subject   Name of the present state in an answer: `flag`, `run` or `work`.
	 * @param mixed  $present   The present state, as its feature describes it.
	 */
	public function __construct( public readonly string $code_name, string $message, public readonly string $subject, public readonly mixed $present ) {
		parent::__construct( $message );
	}
}
