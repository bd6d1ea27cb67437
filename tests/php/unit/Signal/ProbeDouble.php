<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Signal;

use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;

/** A probe whose reading and parents a test decides. */
final class ProbeDouble implements Probe {
	public int $measured = 0;

	/**
	 * @param \Closure(): Reading $measure
	 * @param list<string>        $parents
	 */
	public function __construct( private readonly string $id, private readonly \Closure $measure, private readonly array $parents = [], private readonly int $valid_s = 60 ) {}

	public static function good( string $id, string ...$parents ): self {
		return new self( $id, static fn (): Reading => Reading::good( 'fine' ), array_values( $parents ) );
	}

	public function id(): string {
		return $this->id;
	}

	public function label(): string {
		return strtoupper( $this->id );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return 'why';
	}

	public function rule(): string {
		return 'rule';
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return $this->valid_s;
	}

	public function parents(): array {
		return $this->parents;
	}

	public function measure(): Reading {
		++$this->measured;
		return ( $this->measure )();
	}

	public function under_fault( callable $body ): mixed {
		return $body();
	}

	public function fault(): string {
		return 'a fault';
	}
}
