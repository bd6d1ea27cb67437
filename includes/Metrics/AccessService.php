<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\Reason;

defined( 'ABSPATH' ) || exit;

/** Lets a scraper in by a token, and shuts it out. Off until somebody makes one. */
final class AccessService {
	private const BYTES = 32;

	public function __construct( private readonly AccessStore $store, private readonly Journal $journal ) {}

	public function get(): Access {
		return $this->store->get();
	}

	/** Whether this value of the header `Authorization` lets in. */
	public function admits( #[\SensitiveParameter] string $authorization ): bool {
		// Also without a token, so that no answer comes sooner than another.
		return $this->store->is_token( 1 === preg_match( '/^Bearer +([A-Za-z0-9]{1,200})$/iD', trim( $authorization ), $found ) ? $found[1] : '' );
	}

	/**
	 * Makes a token. One that was there before opens nothing any more, from this moment on.
	 *
	 * @param int $revision At which the person saw it.
	 * @return array{token: string, access: Access} The token leaves this method once and is stored nowhere.
	 * @throws Forbidden|InvalidField
	 * @throws Conflict Somebody else changed it; carries the present Access.
	 */
	public function make( int $revision, string $reason, Actor $actor ): array {
		Forbidden::unless( $actor, Capability::SETTINGS );
		$why    = Reason::from( $reason );
		$is_new = ! $this->store->get()->is_on();
		$token  = bin2hex( random_bytes( self::BYTES ) );
		$this->set( $token, $revision );
		$access = $this->store->get();
		$this->journal->record( $actor, $is_new ? 'metrics.opened' : 'metrics.rotated', 'metrics:token', $why->text, [ 'ends' => $access->ends ] );
		return [
			'token'  => $token,
			'access' => $access,
		];
	}

	/**
	 * Takes the token away: nobody reads any more.
	 *
	 * @throws Forbidden|InvalidField
	 * @throws Conflict Somebody else changed it; carries the present Access.
	 */
	public function revoke( int $revision, string $reason, Actor $actor ): Access {
		Forbidden::unless( $actor, Capability::SETTINGS );
		$why  = Reason::from( $reason );
		$ends = $this->store->get()->ends;
		if ( null === $ends ) {
			throw new Conflict( 'no_token', __( 'There is no token to revoke.', 'smartalloc-ops' ), 'access', $this->store->get() );
		}
		$this->set( null, $revision );
		$this->journal->record( $actor, 'metrics.closed', 'metrics:token', $why->text, [ 'ends' => $ends ] );
		return $this->store->get();
	}

	/** @throws Conflict */
	private function set( #[\SensitiveParameter] ?string $token, int $revision ): void {
		if ( ! $this->store->set( $token, $revision ) ) {
			throw new Conflict( 'token_changed', __( 'The token was changed meanwhile by somebody else. Look at it and decide again.', 'smartalloc-ops' ), 'access', $this->store->get() );
		}
	}
}
