<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\RunningJob;

defined( 'ABSPATH' ) || exit;

/**
 * `webhooks`: outgoing jobs are held by ActionGuard and CronGuard, calls from outside are told to come back, and the
 * HTTP gate refuses what a job that had begun before the flip still wants to send.
 */
final class WebhooksEnforcer implements FlagEnforcer {
	/** Beginning of the routes by which others call SmartAlloc; its export and review routes are people's. */
	private const INBOUND = '/smartalloc/v1/hook/';

	/** What a caller from outside is told to wait, in seconds. */
	private const RETRY_AFTER_S = 300;

	/** SmartAlloc signs each of its webhooks with this header (docs/webhooks.md there); a webhook sent outside a job is known by it. */
	private const SIGNATURE = 'x-smartalloc-signature';

	public function __construct(
		private readonly FlagHolds $holds,
		private readonly Config $config,
		private readonly ActionScheduler $action_scheduler,
		private readonly RunningJob $running_job,
		private readonly JobReach $jobs,
	) {}

	public function register(): void {
		add_filter( 'rest_pre_dispatch', [ $this, 'rest_pre_dispatch' ], PHP_INT_MIN, 3 );
		// First of all: whoever answers a request by other means must not be asked either.
		add_filter( 'pre_http_request', [ $this, 'pre_http_request' ], PHP_INT_MIN, 3 );
		add_filter( 'smartalloc_feature_enabled', [ $this, 'smartalloc_feature_enabled' ], PHP_INT_MAX, 2 );
	}

	/**
	 * Before any permission callback: nobody learns by it whether a signature was good.
	 *
	 * @param mixed $answer
	 * @param mixed $server
	 * @param mixed $request
	 * @return mixed
	 */
	public function rest_pre_dispatch( $answer, $server = null, $request = null ) {
		if ( ! $request instanceof \WP_REST_Request || ! self::is_inbound( $request->get_route() ) || ! $this->is_off() ) {
			return $answer;
		}
		$refusal = new \WP_REST_Response(
			[
				'code'    => 'smartalloc_ops_webhooks_held',
				'message' => __( 'Webhooks are switched off for the moment. Send it again later.', 'smartalloc-ops' ),
				'data'    => [ 'status' => 503 ],
			],
			503
		);
		$refusal->header( 'Retry-After', (string) self::RETRY_AFTER_S );
		return $refusal;
	}

	/**
	 * The last barrier. Only for what SmartAlloc sends, and never for a request of this site to itself.
	 *
	 * @param mixed $answer
	 * @param mixed $args
	 * @param mixed $url
	 * @return mixed
	 */
	public function pre_http_request( $answer, $args = [], $url = '' ) {
		if ( false !== $answer || ! is_string( $url ) || ! $this->is_outbound( is_array( $args ) ? $args : [] ) || self::is_loopback( $url ) || ! $this->is_off() ) {
			return $answer;
		}
		return new \WP_Error( 'smartalloc_ops_webhooks_held', __( 'Not sent: webhooks are held by SmartAlloc Ops.', 'smartalloc-ops' ) );
	}

	/**
	 * A job that asks before it sends stores itself anew when it is told no, and is held then.
	 *
	 * @param mixed $enabled
	 * @param mixed $flag
	 * @return mixed
	 */
	public function smartalloc_feature_enabled( $enabled, $flag = '' ) {
		return 'webhooks' === $flag && $this->is_off() ? false : $enabled;
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->action_scheduler->presence();
		return $presence->is_present()
			? Enforcement::full( __( 'Obeyed by webhook jobs, WP-Cron events, calls from outside and what SmartAlloc still sends.', 'smartalloc-ops' ) )
			: Enforcement::partly( $presence->detail );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = new Reach();
		if ( 'on' === $value ) {
			return $this->jobs->held( $reach, 'webhooks', __( 'Webhooks held, to be sent now in order', 'smartalloc-ops' ) )
				->reassure( __( 'Each held webhook leaves once. What was cut off in the middle waits for a person.', 'smartalloc-ops' ) );
		}
		return $this->jobs->of_hooks( $reach, $this->config->webhook_hooks(), __( 'Webhook jobs waiting', 'smartalloc-ops' ), __( 'Webhook jobs done', 'smartalloc-ops' ) )
			->line( __( 'Calls from outside', 'smartalloc-ops' ), null, __( 'nobody counts them; each is answered with 503 and when to come back', 'smartalloc-ops' ) )
			->reassure( __( 'Nothing is deleted. Held webhooks leave in order when you switch them on again.', 'smartalloc-ops' ) )
			->reassure( __( 'Mails, allocation and exports go on. The site still calls itself.', 'smartalloc-ops' ) );
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private function is_off(): bool {
		// Both ways are rare next to this read, and neither must go by a memory from before the flip.
		$this->holds->refresh();
		return $this->holds->is_on( 'webhooks', '' );
	}

	/** WordPress matches routes without regard to case. */
	private static function is_inbound( string $route ): bool {
		return str_starts_with( strtolower( $route ), self::INBOUND );
	}

	/** @param array<mixed> $args */
	private function is_outbound( array $args ): bool {
		$headers = is_array( $args['headers'] ?? null ) ? array_change_key_case( $args['headers'] ) : [];
		return isset( $headers[ self::SIGNATURE ] ) || $this->running_job->is_one_of( $this->config->webhook_hooks() );
	}

	/** Host and port are this site's own: WP-Cron and the loopback runner must go on. */
	private static function is_loopback( string $url ): bool {
		$target = self::host( $url );
		return null !== $target && in_array( $target, [ self::host( site_url() ), self::host( home_url() ) ], true );
	}

	private static function host( string $url ): ?string {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || ! isset( $parts['host'] ) ) {
			return null;
		}
		return strtolower( $parts['host'] ) . ':' . ( $parts['port'] ?? ( 'https' === strtolower( $parts['scheme'] ?? '' ) ? 443 : 80 ) );
	}
}
