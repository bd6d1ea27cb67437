<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** What is kept, which of it is good, and the card for the worst day, over REST. */
final class VaultController implements Routes {
	public function __construct(
		private readonly VaultService $vault,
		private readonly VaultSchema $schema,
		private readonly RecoveryCardService $cards,
		private readonly RecoveryCardSchema $card_schema,
		private readonly AskedOnce $asked,
	) {}

	public function register_routes( Router $router ): void {
		$key     = [ 'idempotency_key' => Shape::text() + [ 'required' => true ] ];
		$reason  = [ 'reason' => Shape::text() + [ 'required' => true ] ];
		$archive = [ 'archive' => Shape::text() + [ 'required' => true ] ];
		$pin     = [
			'revision' => Shape::integer() + [
				'minimum'  => 0,
				'required' => true,
			],
		] + $reason;
		$router->add( 'GET', '/archives', fn (): array => $this->schema->describe( $this->vault->report() ), [], VaultSchema::archives() );
		$router->add( 'POST', '/archives', [ $this, 'keep' ], $reason + $key, VaultSchema::archives() );
		$router->add( 'POST', '/archives/{archive}/pin', [ $this, 'pin' ], $pin, VaultSchema::archives() );
		$router->add( 'POST', '/drills', [ $this, 'drill' ], $archive + $key, VaultSchema::archives() );
		$router->add( 'GET', '/recovery-card', fn (): array => $this->card_schema->describe( $this->cards->card() ), [], RecoveryCardSchema::card() );
		$router->add( 'POST', '/recovery-card/prints', fn (): array => $this->card_schema->describe( $this->cards->print( Actor::current_user() ) ), [], RecoveryCardSchema::card() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function keep( \WP_REST_Request $request ): array {
		$reason = (string) $request['reason'];
		$this->asked->once( (string) $request['idempotency_key'], [ 'keep', $reason ], function () use ( $reason ): void { $this->vault->keep( $reason, Actor::current_user() ); } );
		return $this->schema->describe( $this->vault->report() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function pin( \WP_REST_Request $request ): array {
		try {
			$this->vault->pin( (string) $request['archive'], (int) $request['revision'], (string) $request['reason'], Actor::current_user() );
		} catch ( Conflict $lost ) {
			throw $this->schema->described_conflict( $lost );
		}
		return $this->schema->describe( $this->vault->report() );
	}

	/**
	 * A drill that is not passed is a result like the other: it stands at the archive. Only what could not be begun is refused.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function drill( \WP_REST_Request $request ): array {
		$id = (string) $request['archive'];
		$this->asked->once(
			(string) $request['idempotency_key'],
			[ 'drill', $id ],
			function () use ( $id ): void {
				try {
					$this->vault->drill( $id, Actor::current_user() );
				} catch ( Refused $refused ) {
					if ( null === $this->vault->report()->find( $id ) ) {
						throw $refused;
					}
				}
			}
		);
		return $this->schema->describe( $this->vault->report() );
	}
}
