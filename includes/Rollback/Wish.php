<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/** What somebody asks of a rollback. */
final class Wish {
	public readonly Strategy $strategy;

	/**
	 * @param string $scenario             Id, see ScenarioCatalog.
	 * @param string $strategy             How the code comes back, see Strategy.
	 * @param string $flags                What becomes of the switches of the freeze at the end: put_back or leave.
	 * @param bool   $accepts_newer_schema Bring the good build back though the database is newer than what it reads. A second person must agree.
	 */
	public function __construct(
		public readonly string $scenario,
		string $strategy = 'auto',
		public readonly string $flags = 'put_back',
		public readonly bool $accepts_newer_schema = false,
	) {
		$this->strategy = Strategy::from( $strategy );
	}

	/** @return array<string, mixed> What an idempotency key stands for. */
	public function to_array(): array {
		return [
			'scenario' => $this->scenario,
			'strategy' => $this->strategy->value,
			'flags'    => $this->flags,
		] + ( $this->accepts_newer_schema ? [ 'accepts_newer_schema' => true ] : [] );
	}
}
