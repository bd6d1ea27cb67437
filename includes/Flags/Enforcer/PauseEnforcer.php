<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Flags\Reach;

defined( 'ABSPATH' ) || exit;

/** `scheduling`, one pause for three kinds of queue: what obeys it depends on the kind that its scope names. */
final class PauseEnforcer implements FlagEnforcer {
	public function __construct( private readonly FlagEnforcer $groups, private readonly FlagEnforcer $events, private readonly FlagEnforcer $processors ) {}

	public function register(): void {
		$this->groups->register();
		$this->events->register();
		$this->processors->register();
	}

	public function enforcement( string $scope ): Enforcement {
		return $this->of( $scope )->enforcement( $scope );
	}

	public function reach( string $scope, string $value ): Reach {
		return $this->of( $scope )->reach( $scope, $value );
	}

	public function refusals( string $scope, string $value ): array {
		return $this->of( $scope )->refusals( $scope, $value );
	}

	private function of( string $scope ): FlagEnforcer {
		return match ( true ) {
			str_starts_with( $scope, QueueScopes::EVENT ) => $this->events,
			str_starts_with( $scope, QueueScopes::PROCESSOR ) => $this->processors,
			default => $this->groups,
		};
	}
}
