<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** The REST contract as a table of its own, written from the specification and not from the policy map. */
final class RouteTable {
	/** @return array<string, RouteRule> By `METHOD /path`. */
	public static function all(): array {
		$rules = [
			self::reads( '', 'anyone' ),
			self::reads( '/overview', 'view' ),
			self::reads( '/coverage', 'view' ),
			self::reads( '/health', 'view' ),
			self::reads( '/health/roll-ups/{roll_up}', 'view', static fn (): string => '/health/roll-ups/forms' ),
			self::acts( 'POST', '/health/checks', 'view', static fn (): array => self::call( '/health/checks', [ 'probe' => 'utc' ] ) ),
			self::acts( 'POST', '/health/self-tests', 'operate', static fn (): array => self::call( '/health/self-tests', [ 'probe' => 'utc' ] ) ),
			self::reads( '/kpis', 'view' ),
			self::reads( '/kpis/{kpi}/series', 'view', static fn (): string => '/kpis/queue.wait_p95/series?window=7d' ),
			self::reads( '/queues', 'view' ),
			self::reads( '/queues/failures', 'view' ),
			self::reads( '/queues/failures/{id}', 'view', static fn (): string => '/queues/failures/' . QueueScene::failure() ),
			self::acts( 'POST', '/queues/{queue}/batches', 'operate', static fn (): array => self::call( '/queues/' . QueueScene::queue() . '/batches', [ 'size' => 1, 'reason' => 'a test asks for it', 'idempotency_key' => Scene::key() ] ), 202 ),
			self::reads( '/queues/batches/{id}', 'view', static fn (): string => '/queues/batches/' . QueueScene::batch() ),
			self::reads( '/queues/locks', 'view' ),
			self::acts( 'POST', '/queues/locks/{lock}/removals', 'operate', static fn (): array => self::call( '/queues/locks/as_lock:async-request-runner/removals', [ 'fingerprint' => QueueScene::lock(), 'reason' => 'a test takes it away' ] ) ),
			self::reads( '/work', 'view' ),
			self::reads( '/work/{id}', 'view', static fn (): string => '/work/' . Scene::work() ),
			self::acts( 'POST', '/work/{id}/resolutions', 'operate', static fn (): array => self::call( '/work/' . Scene::work() . '/resolutions', [ 'resolution' => 'close', 'reason' => 'a test closes it' ] ) ),
			self::reads( '/entries/{id}/trace', 'view', static fn (): string => '/entries/' . Scene::entry() . '/trace' ),
			self::reads( '/flags', 'view' ),
			self::acts( 'PUT', '/flags/{flag}', 'flags', static fn (): array => self::call( '/flags/comms', Scene::flip( 'comms' ) ) ),
			self::acts( 'PUT', '/flags/{flag}/{scope}', 'flags', static fn (): array => self::call( '/flags/gppa/150', Scene::flip( 'gppa', '150' ) ) ),
			self::previews( '/flags/{flag}/preview', '/flags/comms/preview' ),
			self::previews( '/flags/{flag}/{scope}/preview', '/flags/scheduling/smartalloc_notify/preview' ),
			self::reads( '/flags/{flag}/revisions', 'view', static fn (): string => '/flags/comms/revisions' ),
			self::reads( '/flags/{flag}/{scope}/revisions', 'view', static fn (): string => '/flags/gppa/150/revisions' ),
			self::reads( '/journal', 'view' ),
			self::acts( 'POST', '/journal/verifications', 'view', static fn (): array => self::call( '/journal/verifications', [] ) ),
			self::reads( '/settings', 'view' ),
			self::acts( 'PUT', '/settings', 'settings', static fn (): array => self::call( '/settings', Scene::settings() ) ),
			new RouteRule( 'POST', '/settings/preview', 'view', 200, false, static fn (): array => self::call( '/settings/preview', [ 'values' => [ 'forms' => [ 150, 160 ] ] ] ) ),
			self::reads( '/settings/revisions', 'view' ),
			self::reads( '/alerts', 'view' ),
			self::reads( '/alerts/{id}', 'view', static fn (): string => '/alerts/' . AlertScene::firing() ),
			self::acts( 'POST', '/alerts/{id}/acknowledgements', 'operate', static fn (): array => self::call( '/alerts/' . AlertScene::firing() . '/acknowledgements', [ 'reason' => 'a test is on it' ] ) ),
			self::reads( '/decisions/{id}', 'view', static fn (): string => '/decisions/' . AlertScene::decision() ),
			new RouteRule( 'GET', '/metrics', 'bearer', 200, false, static fn (): array => self::call( '/metrics', null ) ),
			self::reads( '/metrics/access', 'view' ),
			self::acts( 'POST', '/metrics/tokens', 'settings', static fn (): array => self::call( '/metrics/tokens', MetricsScene::change() ), 201 ),
			self::acts( 'POST', '/metrics/revocations', 'settings', static fn (): array => self::call( '/metrics/revocations', MetricsScene::change() ) ),
			self::reads( '/channels', 'view' ),
			self::acts( 'PUT', '/channels/{channel}', 'settings', static fn (): array => self::call( '/channels/webhook', OutboxScene::removal() ) ),
			self::acts(
				'POST',
				'/channels/{channel}/tests',
				'operate',
				static function (): array {
					OutboxScene::removal();
					return self::call( '/channels/webhook/tests', [ 'idempotency_key' => Scene::key() ] );
				},
				202
			),
			self::reads( '/announcements', 'view' ),
			self::acts( 'POST', '/announcements/{id}/retries', 'operate', static fn (): array => self::call( '/announcements/' . OutboxScene::failed() . '/retries', [ 'reason' => 'a test sends it again' ] ) ),
			self::reads( '/freeze', 'view' ),
			self::acts( 'PUT', '/freeze', 'flags', static fn (): array => self::call( '/freeze', Scene::freeze() ) ),
			self::reads( '/runs', 'view' ),
			self::reads( '/runs/{id}', 'view', static fn (): string => '/runs/' . Scene::run( 'contained' ) ),
			self::acts( 'POST', '/runs/{id}/resume', 'rollback', static fn (): array => self::call( '/runs/' . Scene::run( 'needs_operator' ) . '/resume', [] ) ),
			self::acts( 'POST', '/runs/{id}/abort', 'rollback', static fn (): array => self::call( '/runs/' . Scene::run( 'contained' ) . '/abort', [ 'reason' => 'a test aborts it' ] ) ),
			self::acts( 'POST', '/runs/{id}/close', 'rollback', static fn (): array => self::call( '/runs/' . Scene::run( 'contained' ) . '/close', [ 'reason' => 'a test closes it' ] ) ),
			self::acts( 'POST', '/runs/{id}/answers', 'rollback', static fn (): array => self::call( '/runs/' . Scene::waiting_run() . '/answers', [ 'answer' => 'passed', 'reason' => 'a test has seen it' ] ) ),
			self::reads( '/rollbacks/readiness', 'view' ),
			self::acts(
				'POST',
				'/rollbacks',
				'rollback',
				static function (): array {
					Scene::no_active_run();
					return self::call( '/rollbacks', Scene::rollback() );
				},
				201
			),
			self::reads( '/rehearsals', 'view' ),
			self::acts( 'POST', '/rehearsals', 'rollback', static fn (): array => self::call( '/rehearsals', [ 'idempotency_key' => Scene::key() ] ) ),
			self::reads( '/proposals', 'view' ),
			self::reads( '/proposals/{id}', 'view', static fn (): string => '/proposals/' . ProposalScene::open() ),
			self::acts(
				'POST',
				'/proposals/{id}/starts',
				'rollback',
				static function (): array {
					Scene::no_active_run();
					return self::call( '/proposals/' . ProposalScene::open() . '/starts', ProposalScene::start() );
				},
				201
			),
			self::acts( 'POST', '/proposals/{id}/dismissals', 'rollback', static fn (): array => self::call( '/proposals/' . ProposalScene::open() . '/dismissals', [ 'revision' => 1, 'reason' => 'a test dismisses it' ] ) ),
			self::reads( '/triggers', 'view' ),
			self::acts( 'PUT', '/triggers/{trigger}', 'rollback', static fn (): array => self::call( '/triggers/delivery', ProposalScene::arming( 'delivery' ) ) ),
			self::reads( '/archives', 'view' ),
			self::acts( 'POST', '/archives', 'rollback', static fn (): array => self::call( '/archives', [ 'reason' => 'a test keeps it', 'idempotency_key' => Scene::key() ] ) ),
			self::acts( 'POST', '/archives/{archive}/pin', 'update_plugins', static fn (): array => self::call( '/archives/' . VaultScene::kept()->id . '/pin', VaultScene::pin() ) ),
			self::acts( 'POST', '/drills', 'rollback', static fn (): array => self::call( '/drills', [ 'archive' => VaultScene::kept()->id, 'idempotency_key' => Scene::key() ] ) ),
			self::reads( '/recovery-card', 'rollback' ),
			self::acts( 'POST', '/recovery-card/prints', 'rollback', static fn (): array => self::call( '/recovery-card/prints', [] ) ),
			self::reads( '/watchdog', 'view' ),
			self::acts( 'PUT', '/watchdog', 'update_plugins', static fn (): array => self::call( '/watchdog', Scene::watchdog() ) ),
		];
		return array_combine( array_map( static fn ( RouteRule $rule ): string => $rule->name(), $rules ), $rules );
	}

	/** @return array<string, RouteRule> Those that change something when they are allowed. */
	public static function changing(): array {
		return array_filter( self::all(), static fn ( RouteRule $rule ): bool => $rule->changes );
	}

	/** @return list<string> `METHOD /path` of everything the server lists in our namespace. */
	public static function listed_by_server(): array {
		$listed = [];
		foreach ( rest_get_server()->get_routes( 'smartalloc-ops/v1' ) as $route => $handlers ) {
			foreach ( $handlers as $handler ) {
				foreach ( array_keys( $handler['methods'] ) as $method ) {
					$path     = (string) preg_replace( '/\(\?P<([a-z_]+)>[^)]*\)/', '{$1}', substr( (string) $route, strlen( '/smartalloc-ops/v1' ) ) );
					$listed[] = trim( "{$method} {$path}" );
				}
			}
		}
		sort( $listed );
		return $listed;
	}

	/**
	 * @param 'anyone'|'view'|'rollback' $right
	 * @param (\Closure(): string)|null $path
	 */
	private static function reads( string $template, string $right, ?\Closure $path = null ): RouteRule {
		return new RouteRule( 'GET', $template, $right, 200, false, static fn (): array => self::call( null === $path ? $template : $path(), null ) );
	}

	private static function previews( string $template, string $path ): RouteRule {
		return new RouteRule( 'POST', $template, 'view', 200, false, static fn (): array => self::call( $path, [ 'value' => 'off' ] ) );
	}

	/**
	 * @param 'view'|'operate'|'flags'|'rollback'|'settings'|'update_plugins'              $right
	 * @param \Closure(): array{path: string, body: array<string, mixed>|null} $arrange
	 */
	private static function acts( string $method, string $template, string $right, \Closure $arrange, int $status = 200 ): RouteRule {
		return new RouteRule( $method, $template, $right, $status, true, $arrange );
	}

	/**
	 * @param array<string, mixed>|null $body
	 * @return array{path: string, body: array<string, mixed>|null}
	 */
	private static function call( string $path, ?array $body ): array {
		return [
			'path' => $path,
			'body' => $body,
		];
	}
}
