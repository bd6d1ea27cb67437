<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\MakesRequests;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether our own REST route is reached from outside: the screen, bots and monitors come in that way. */
final class RestProbe implements MakesRequests {
	public const ID = 'rest';

	public function __construct( private readonly Loopback $loopback ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'REST API', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return __( 'This screen, its commands from elsewhere and every monitor read over WordPress\'s REST API.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Critical when a request to the console\'s own route is not answered by it; recommended when another plugin closes the API to whoever is not signed in.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 1_800;
	}

	public function parents(): array {
		return [ LoopbackProbe::ID ];
	}

	public function measure(): Reading {
		$answer = $this->loopback->get_own_route();
		if ( 'reached' === $answer['state'] ) {
			/* translators: %d: number of milliseconds. */
			return Reading::good( sprintf( __( 'The console\'s own route answered in %d ms and asked to sign in, as it should.', 'smartalloc-ops' ), $answer['ms'] ), $answer['ms'], 'ms' );
		}
		if ( in_array( $answer['status'], [ 401, 403 ], true ) ) {
			/* translators: 1: status of an HTTP answer, 2: code of an error. */
			$finding = sprintf( __( 'Something else answers for whoever is not signed in (status %1$d %2$s). The screen works with a session; application passwords may not.', 'smartalloc-ops' ), $answer['status'], $answer['detail'] );
			return Reading::of( Status::Recommended, 'closed_to_strangers', $finding, [ Links::plugins() ] );
		}
		$finding = 'failed' === $answer['state']
			/* translators: 1: number of milliseconds, 2: code of an error. */
			? sprintf( __( 'The console\'s own route did not answer within %1$d ms (%2$s).', 'smartalloc-ops' ), $answer['ms'], $answer['detail'] )
			: self::refused( $answer['status'], trim( "{$answer['status']} {$answer['detail']}" ) );
		return Reading::critical( $answer['state'], $finding, [ Links::permalinks(), Links::plugins(), Links::site_health() ] );
	}

	/** Advice by whose fault it is: what dies there is not mended by permalinks. */
	private static function refused( int $status, string $said ): string {
		return $status >= 500
			/* translators: %s: status of an HTTP answer and perhaps a code. */
			? sprintf( __( 'The console\'s own route ends with an error: status %s. The error log of PHP names its cause; what was changed last is the likeliest.', 'smartalloc-ops' ), $said )
			/* translators: %s: status of an HTTP answer and perhaps a code. */
			: sprintf( __( 'The console\'s own route is not reached: status %s. Saving the permalinks anew, or letting /wp-json/ through, helps most often.', 'smartalloc-ops' ), $said );
	}

	public function under_fault( callable $body ): mixed {
		return $this->loopback->while_closed( $body );
	}

	public function fault(): string {
		return __( 'Requests of this process to the site itself are refused.', 'smartalloc-ops' );
	}
}
