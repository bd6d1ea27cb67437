<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/**
 * The token by which a scraper is let in.
 */
final class TokenCommand {
	public function __construct( private readonly AccessService $access ) {}

	/**
	 * Makes a token, prints it once and alone on the standard output. A token that was there before ends with it.
	 *
	 * ## OPTIONS
	 *
	 * --reason=<reason>
	 * : Who reads with it, and what for.
	 *
	 * [--yes]
	 * : Do not ask whether the present token is to end.
	 *
	 * ## EXAMPLES
	 *
	 *     wp smartalloc-ops metrics token create --reason="Prometheus of the team" > token
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function create( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$now = $this->access->get();
				if ( $now->is_on() ) {
					/* translators: %s: last characters of a token. */
					Output::confirm( sprintf( __( 'The token that ends with %s will open nothing any more. Go on?', 'smartalloc-ops' ), (string) $now->ends ), $assoc_args );
				}
				\WP_CLI::line( $this->access->make( $now->revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() )['token'] );
			}
		);
	}

	/**
	 * Takes the token away: no scraper reads any more.
	 *
	 * ## OPTIONS
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function revoke( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$now = $this->access->get();
				if ( $now->is_on() ) {
					/* translators: %s: last characters of a token. */
					Output::confirm( sprintf( __( 'The token that ends with %s will open nothing any more. Go on?', 'smartalloc-ops' ), (string) $now->ends ), $assoc_args );
				}
				$this->access->revoke( $now->revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				\WP_CLI::success( __( 'The token is revoked: nobody reads metrics any more.', 'smartalloc-ops' ) );
			}
		);
	}
}
