<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\HoldGate;

defined( 'ABSPATH' ) || exit;

/** Which flag holds a piece of work: `comms` and `webhooks` by what it is, `scheduling` by its group, `intake` by its form. */
final class FlagHolds implements HoldGate {
	public function __construct( private readonly FlagReader $flags, private readonly Config $config ) {}

	public function refresh(): void {
		$this->flags->refresh();
	}

	public function hold_for( string $source, string $hook, string $group, ?int $form_id = null ): ?Hold {
		if ( 'gf_submission' === $source ) {
			return $this->is_on( 'intake', (string) $form_id ) ? new Hold( 'intake', (string) $form_id, $this->flags->revision( 'intake', (string) $form_id ) ) : null;
		}
		$kind = 'gf_notification' === $source ? 'comms' : $this->kind_of( $hook );
		if ( null !== $kind && $this->is_on( $kind, '' ) ) {
			return new Hold( $kind, '', $this->flags->revision( $kind ) );
		}
		if ( 'gf_notification' !== $source && in_array( $group, $this->paused_groups(), true ) ) {
			return new Hold( 'scheduling', $group, $this->flags->revision( 'scheduling', $group ) );
		}
		return null;
	}

	public function is_on( string $flag, string $scope ): bool {
		return in_array( $flag, FlagCatalog::HOLDING, true ) && 'off' === $this->flags->value( $flag, $scope );
	}

	public function is_anything_held(): bool {
		return [] !== $this->held_hooks() || [] !== $this->paused_groups();
	}

	/** @return list<string> Hooks whose jobs are held whatever their group. */
	public function held_hooks(): array {
		return [
			...( $this->is_on( 'comms', '' ) ? $this->config->notification_hooks() : [] ),
			...( $this->is_on( 'webhooks', '' ) ? $this->config->webhook_hooks() : [] ),
		];
	}

	/** @return list<string> */
	public function paused_groups(): array {
		return array_values( array_filter( $this->config->groups(), fn ( string $group ): bool => $this->is_on( 'scheduling', $group ) ) );
	}

	/** @return 'comms'|'webhooks'|null The flag that holds jobs of this hook, if one does. */
	private function kind_of( string $hook ): ?string {
		return match ( true ) {
			in_array( $hook, $this->config->notification_hooks(), true ) => 'comms',
			in_array( $hook, $this->config->webhook_hooks(), true ) => 'webhooks',
			default => null,
		};
	}
}
