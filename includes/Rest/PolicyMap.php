<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\Capability;

defined( 'ABSPATH' ) || exit;

/** Who may call which route. A route that is not named here does not register. */
final class PolicyMap {
	private const ROUTES = [
		'GET /overview'                       => Capability::VIEW,
		'GET /health'                         => Capability::VIEW,
		'POST /health/checks'                 => Capability::VIEW,
		'POST /health/self-tests'             => Capability::OPERATE,
		'GET /queues'                         => Capability::VIEW,
		'GET /queues/failures'                => Capability::VIEW,
		'GET /queues/failures/{id}'           => Capability::VIEW,
		'GET /queues/locks'                   => Capability::VIEW,
		'POST /queues/locks/{lock}/removals'  => Capability::OPERATE,
		'GET /work'                           => Capability::VIEW,
		'GET /work/{id}'                      => Capability::VIEW,
		'POST /work/{id}/resolutions'         => Capability::OPERATE,
		'GET /flags'                          => Capability::VIEW,
		'PUT /flags/{flag}'                   => Capability::FLAGS,
		'PUT /flags/{flag}/{scope}'           => Capability::FLAGS,
		'POST /flags/{flag}/preview'          => Capability::VIEW,
		'POST /flags/{flag}/{scope}/preview'  => Capability::VIEW,
		'GET /flags/{flag}/revisions'         => Capability::VIEW,
		'GET /flags/{flag}/{scope}/revisions' => Capability::VIEW,
		'GET /runs'                           => Capability::VIEW,
		'GET /runs/{id}'                      => Capability::VIEW,
		'POST /runs/{id}/resume'              => Capability::ROLLBACK,
		'POST /runs/{id}/abort'               => Capability::ROLLBACK,
		'POST /runs/{id}/close'               => Capability::ROLLBACK,
		'GET /rollbacks/readiness'            => Capability::VIEW,
		'POST /rollbacks'                     => Capability::ROLLBACK,
	];

	/** Capabilities that an application password may not use unless the site's configuration says so. */
	private const PERSONAL = [ Capability::ROLLBACK, Capability::SETTINGS ];

	/** Set to true in wp-config.php, an automation may roll back and change settings. */
	public const AUTOMATION_CONSTANT = 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK';

	/** @throws \LogicException When the route has no entry. */
	public static function capability( string $method, string $path ): string {
		return self::ROUTES[ "$method $path" ] ?? throw new \LogicException( "No policy for $method $path." );
	}

	/** @return array<string, string> `METHOD /path` to capability. */
	public static function all(): array {
		return self::ROUTES;
	}

	public static function needs_a_person( string $capability ): bool {
		$allowed = defined( self::AUTOMATION_CONSTANT ) && true === constant( self::AUTOMATION_CONSTANT );
		return ! $allowed && in_array( $capability, self::PERSONAL, true );
	}
}
