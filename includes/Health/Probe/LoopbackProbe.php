<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\MakesRequests;
use SmartAllocOps\Signal\Reading;

defined( 'ABSPATH' ) || exit;

/** Whether the site can call itself, as WP-Cron and the runners of jobs do. */
final class LoopbackProbe implements MakesRequests {
	public const ID = 'loopback';

	public function __construct( private readonly Loopback $loopback ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Loopback', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return __( 'WordPress starts WP-Cron and Action Scheduler its runner by calling the site itself. Where that is blocked, jobs begin only when somebody runs them from the command line.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'Critical when a POST of the site to itself does not come back with this site\'s own signature within %d s.', 'smartalloc-ops' ), Loopback::TIMEOUT_S );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 1_800;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$answer = $this->loopback->post_to_self();
		if ( 'reached' === $answer['state'] ) {
			/* translators: %d: number of milliseconds. */
			return Reading::good( sprintf( __( 'The site reached itself in %d ms.', 'smartalloc-ops' ), $answer['ms'] ), $answer['ms'], 'ms' );
		}
		$finding = 'failed' === $answer['state']
			/* translators: 1: number of milliseconds, 2: code of an error. */
			? sprintf( __( 'The site could not reach itself: no answer after %1$d ms (%2$s). A firewall, a name that does not resolve here, or a web server with one worker can be the cause.', 'smartalloc-ops' ), $answer['ms'], $answer['detail'] )
			/* translators: %d: status of an HTTP answer. */
			: sprintf( __( 'A call of the site to itself was answered by somebody else, with status %d. A password in front of the site, a firewall or a cache can be the cause.', 'smartalloc-ops' ), $answer['status'] );
		return Reading::critical( $answer['state'], $finding, [ Links::site_health(), Action::command( __( 'Run what is due meanwhile', 'smartalloc-ops' ), 'wp cron event run --due-now' ) ] );
	}

	public function under_fault( callable $body ): mixed {
		return $this->loopback->while_closed( $body );
	}

	public function fault(): string {
		return __( 'Requests of this process to the site itself are refused.', 'smartalloc-ops' );
	}
}
