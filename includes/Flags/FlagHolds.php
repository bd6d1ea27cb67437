<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\HoldGate;

defined( 'ABSPATH' ) || exit;

/** Which flag holds a piece of work: `comms` by what it is, `scheduling` by its group. */
final class FlagHolds implements HoldGate {
	public function __construct( private readonly FlagReader $flags, private readonly Config $config ) {}

	public function refresh(): void {
		$this->flags->refresh();
	}

	public function hold_for( string $source, string $hook, string $group ): ?Hold {
		$is_message = 'gf_notification' === $source || in_array( $hook, $this->config->notification_hooks(), true );
		if ( $is_message && $this->is_on( 'comms', '' ) ) {
			return new Hold( 'comms', '', $this->flags->revision( 'comms' ) );
		}
		if ( 'gf_notification' !== $source && in_array( $group, $this->paused_groups(), true ) ) {
			return new Hold( 'scheduling', $group, $this->flags->revision( 'scheduling', $group ) );
		}
		return null;
	}

	public function is_on( string $flag, string $scope ): bool {
		return ( 'comms' === $flag || 'scheduling' === $flag ) && 'off' === $this->flags->value( $flag, $scope );
	}

	public function is_anything_held(): bool {
		return $this->is_on( 'comms', '' ) || [] !== $this->paused_groups();
	}

	/** @return list<string> */
	public function paused_groups(): array {
		return array_values( array_filter( $this->config->groups(), fn ( string $group ): bool => $this->is_on( 'scheduling', $group ) ) );
	}
}
