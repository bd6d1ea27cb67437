<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Count;

defined( 'ABSPATH' ) || exit;

/** What a change would touch, what it would not, and what to think of before. */
final class Reach {
	/** @var list<array{label: string, count: Count|null, note: string}> */
	private array $lines = [];
	/** @var list<string> */
	private array $reassurances = [];
	/** @var list<string> */
	private array $warnings = [];

	/** A null count is one that could not be measured, and the note says why. */
	public function line( string $label, ?Count $count, string $note = '' ): self {
		$this->lines[] = [
			'label' => $label,
			'count' => $count,
			'note'  => $note,
		];
		return $this;
	}

	/** A count of a bounded look at the queue: null means that the look ended before it saw one. */
	public function count( string $label, ?Count $count, string $note ): self {
		return $this->line( $label, $count, null === $count ? __( 'could not be counted: too many other jobs stand before them', 'smartalloc-ops' ) : $note );
	}

	public function reassure( string $sentence ): self {
		$this->reassurances[] = $sentence;
		return $this;
	}

	public function warn( string $sentence ): self {
		$this->warnings[] = $sentence;
		return $this;
	}

	/** @return list<array{label: string, count: array{value: int, capped: bool}|null, note: string}> */
	public function lines(): array {
		return array_map(
			static fn ( array $line ): array => [
				'label' => $line['label'],
				'count' => $line['count']?->to_array(),
				'note'  => $line['note'],
			],
			$this->lines
		);
	}

	/** @return list<string> */
	public function reassurances(): array {
		return $this->reassurances;
	}

	/** @return list<string> */
	public function warnings(): array {
		return $this->warnings;
	}
}
