<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Takes SmartAlloc's callbacks off a hook while one thing happens, and puts them back: a process may go on to other things. */
final class HandlerSwitch {
	/** @var list<HookCallback> */
	private array $taken_off = [];

	public function __construct( private readonly SmartAlloc $smart_alloc ) {}

	public function take_off( string $hook ): void {
		foreach ( $this->smart_alloc->on( $hook ) as $callback ) {
			$callback->take_off();
			$this->taken_off[] = $callback;
		}
	}

	/** Also called before anything is taken off: a handler of somebody else may have thrown before the last time was over. */
	public function put_back(): void {
		foreach ( $this->taken_off as $callback ) {
			$callback->put_back();
		}
		$this->taken_off = [];
	}
}
