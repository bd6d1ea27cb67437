<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\Capability;

defined( 'ABSPATH' ) || exit;

/** Who may call which route. A route that is not named here does not register. */
final class PolicyMap {
	/** No capability: a machine shows a token of its own in the header, and is nobody. */
	public const BEARER = 'bearer';

	private const ROUTES = [
		'GET /overview'                       => Capability::VIEW,
		'GET /coverage'                       => Capability::VIEW,
		'GET /health'                         => Capability::VIEW,
		'GET /health/roll-ups/{roll_up}'      => Capability::VIEW,
		'POST /health/checks'                 => Capability::VIEW,
		'POST /health/self-tests'             => Capability::OPERATE,
		'GET /kpis'                           => Capability::VIEW,
		'GET /kpis/{kpi}/series'              => Capability::VIEW,
		'GET /queues'                         => Capability::VIEW,
		'GET /queues/failures'                => Capability::VIEW,
		'GET /queues/failures/{id}'           => Capability::VIEW,
		'POST /queues/{queue}/batches'        => Capability::OPERATE,
		'GET /queues/batches/{id}'            => Capability::VIEW,
		'GET /queues/locks'                   => Capability::VIEW,
		'POST /queues/locks/{lock}/removals'  => Capability::OPERATE,
		'GET /work'                           => Capability::VIEW,
		'GET /work/{id}'                      => Capability::VIEW,
		'POST /work/{id}/resolutions'         => Capability::OPERATE,
		'GET /entries/{id}/trace'             => Capability::VIEW,
		'GET /flags'                          => Capability::VIEW,
		'PUT /flags/{flag}'                   => Capability::FLAGS,
		'PUT /flags/{flag}/{scope}'           => Capability::FLAGS,
		'POST /flags/{flag}/preview'          => Capability::VIEW,
		'POST /flags/{flag}/{scope}/preview'  => Capability::VIEW,
		'GET /flags/{flag}/revisions'         => Capability::VIEW,
		'GET /flags/{flag}/{scope}/revisions' => Capability::VIEW,
		'GET /freeze'                         => Capability::VIEW,
		'PUT /freeze'                         => Capability::FLAGS,
		'GET /runs'                           => Capability::VIEW,
		'GET /runs/{id}'                      => Capability::VIEW,
		'POST /runs/{id}/resume'              => Capability::ROLLBACK,
		'POST /runs/{id}/abort'               => Capability::ROLLBACK,
		'POST /runs/{id}/close'               => Capability::ROLLBACK,
		'POST /runs/{id}/answers'             => Capability::ROLLBACK,
		'GET /journal'                        => Capability::VIEW,
		'POST /journal/verifications'         => Capability::VIEW,
		'GET /settings'                       => Capability::VIEW,
		'PUT /settings'                       => Capability::SETTINGS,
		'POST /settings/preview'              => Capability::VIEW,
		'GET /settings/revisions'             => Capability::VIEW,
		'GET /alerts'                         => Capability::VIEW,
		'GET /alerts/{id}'                    => Capability::VIEW,
		'POST /alerts/{id}/acknowledgements'  => Capability::OPERATE,
		'GET /decisions/{id}'                 => Capability::VIEW,
		'GET /metrics'                        => self::BEARER,
		'GET /metrics/access'                 => Capability::VIEW,
		'POST /metrics/tokens'                => Capability::SETTINGS,
		'POST /metrics/revocations'           => Capability::SETTINGS,
		'GET /channels'                       => Capability::VIEW,
		'PUT /channels/{channel}'             => Capability::SETTINGS,
		'POST /channels/{channel}/tests'      => Capability::OPERATE,
		'GET /announcements'                  => Capability::VIEW,
		'POST /announcements/{id}/retries'    => Capability::OPERATE,
		'GET /rollbacks/readiness'            => Capability::VIEW,
		'POST /rollbacks'                     => Capability::ROLLBACK,
		'GET /rehearsals'                     => Capability::VIEW,
		'POST /rehearsals'                    => Capability::ROLLBACK,
		'GET /proposals'                      => Capability::VIEW,
		'GET /proposals/{id}'                 => Capability::VIEW,
		'POST /proposals/{id}/starts'         => Capability::ROLLBACK,
		'POST /proposals/{id}/dismissals'     => Capability::ROLLBACK,
		'GET /triggers'                       => Capability::VIEW,
		'PUT /triggers/{trigger}'             => Capability::ROLLBACK,
		'GET /archives'                       => Capability::VIEW,
		'POST /archives'                      => Capability::ROLLBACK,
		'POST /archives/{archive}/pin'        => Capability::CODE,
		'POST /drills'                        => Capability::ROLLBACK,
		'GET /recovery-card'                  => Capability::ROLLBACK,
		'POST /recovery-card/prints'          => Capability::ROLLBACK,
		'GET /watchdog'                       => Capability::VIEW,
		'PUT /watchdog'                       => Capability::CODE,
	];

	/** Capabilities that an application password may not use, unless a constant in wp-config.php is set to true. */
	private const PERSONAL = [
		Capability::ROLLBACK => 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK',
		Capability::CODE     => 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK',
		Capability::SETTINGS => 'SMARTALLOC_OPS_APP_PASSWORD_SETTINGS',
	];

	/** @throws \LogicException When the route has no entry. */
	public static function capability( string $method, string $path ): string {
		return self::ROUTES[ "$method $path" ] ?? throw new \LogicException( "No policy for $method $path." );
	}

	/** @return array<string, string> `METHOD /path` to capability, or to BEARER. */
	public static function all(): array {
		return self::ROUTES;
	}

	/** The constant that would let a program use the capability; null when it may, or needs none. */
	public static function missing_constant( string $capability ): ?string {
		$constant = self::PERSONAL[ $capability ] ?? null;
		return null === $constant || ( defined( $constant ) && true === constant( $constant ) ) ? null : $constant;
	}
}
