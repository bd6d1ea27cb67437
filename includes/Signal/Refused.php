<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** A policy says no, with every reason at once and a way forward for each. */
final class Refused extends \RuntimeException {
	/** @param non-empty-list<Refusal> $refusals */
	public function __construct( public readonly array $refusals ) {
		parent::__construct( implode( ' ', array_map( static fn ( Refusal $refusal ): string => $refusal->message, $refusals ) ) );
	}
}
