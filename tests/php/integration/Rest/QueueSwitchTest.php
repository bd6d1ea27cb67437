<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;

/** The switch of an event or a processor has a colon in its address, as browsers and other clients write it. */
final class QueueSwitchTest extends LiveTestCase {
	/** @return array<string, array{string}> */
	public static function addresses(): array {
		return [
			'as it is'    => [ 'gf:gf_feed_processor' ],
			'encoded'     => [ 'gf%3Agf_feed_processor' ],
		];
	}

	#[DataProvider( 'addresses' )]
	public function test_it_is_previewed_set_and_read_like_any_other( string $scope ): void {
		$path    = "/flags/scheduling/{$scope}";
		$preview = Caller::Owner->client()->rest( 'POST', "{$path}/preview", [ 'value' => 'off' ] );
		self::assertSame( 200, $preview->status, $preview->describe() );
		$set = Caller::Owner->client()->rest( 'PUT', $path, [ 'value' => 'off', 'revision' => 0, 'reason' => 'a test' ] );
		self::assertSame( 200, $set->status, $set->describe() );
		$flag = json_decode( $set->body, false, 512, JSON_THROW_ON_ERROR );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'PUT /flags/{flag}/{scope}' ), $flag ) );
		self::assertSame( [ 'gf:gf_feed_processor', 'off', 'enforced' ], [ $flag->scope, $flag->value, $flag->enforcement->state ] );
		$revisions = json_decode( Caller::Owner->client()->rest( 'GET', "{$path}/revisions" )->body, false, 512, JSON_THROW_ON_ERROR );
		self::assertCount( 1, $revisions->items );
		$queues = json_decode( Caller::Owner->client()->rest( 'GET', '/queues' )->body, false, 512, JSON_THROW_ON_ERROR );
		$paused = array_column( $queues->queues, null, 'id' )['gf:gf_feed_processor'];
		self::assertSame( [ 'paused', 'a test' ], [ $paused->state, $paused->paused->reason ] );
	}

	public function test_what_must_not_stand_still_is_refused_with_its_reason_and_what_is_not_here_is_not_found(): void {
		$off    = [ 'value' => 'off', 'revision' => 0, 'reason' => 'a test' ];
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/scheduling/cron:smartalloc_ops_tick', $off ) );
		self::assertSame( 422, $answer->status, $answer->describe() );
		self::assertSame( 'own_event', json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR )->data->refusals[0]->code );
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/scheduling/cron:smartalloc_nothing', $off ) );
		self::assertSame( 404, $answer->status, $answer->describe() );
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/comms/gf:gf_feed_processor', $off ) );
		self::assertSame( 404, $answer->status, $answer->describe() );
	}
}
