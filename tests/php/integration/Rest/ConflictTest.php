<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;

/** 409 carries what holds now, 422 carries the reasons, 503 says that nothing is known; none of them changes anything. */
final class ConflictTest extends LiveTestCase {
	public function test_a_lost_race_on_a_flag_carries_the_whole_flag_with_who_and_why(): void {
		$stale = Scene::flip( 'comms' );
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/flags/comms', [ 'reason' => 'the owner was first' ] + $stale )->status );
		$answer = $this->unchanged( static fn () => Caller::Administrator->client()->rest( 'PUT', '/flags/comms', $stale ) );
		self::assert_refused( 409, 'smartalloc_ops_flag_changed', $answer );
		$flag = self::assert_carries( 'flag', 'PUT /flags/{flag}', $answer );
		self::assertSame( [ 1, 'off', 'the owner was first', 'owner' ], [ $flag->revision, $flag->value, $flag->reason, $flag->actor->name ] );
	}

	public function test_of_twenty_writers_at_once_one_wins_and_nineteen_learn_what_holds(): void {
		$flip    = Scene::flip( 'gppa', '150' );
		$answers = HttpExchange::send_together( array_map( static fn ( int $writer ): HttpExchange => Caller::Owner->client()->prepare( 'PUT', self::PATH . '/flags/gppa/150', [ 'reason' => "writer {$writer}" ] + $flip ), range( 1, 20 ) ) );
		$counts  = array_count_values( array_map( static fn ( HttpResponse $answer ): int => $answer->status, $answers ) );
		ksort( $counts );
		self::assertSame( [ 200 => 1, 409 => 19 ], $counts );
		self::assertSame( 1, Scene::flag( 'gppa', '150' )['revision'] );
		foreach ( $answers as $answer ) {
			if ( 409 === $answer->status ) {
				self::assertSame( 1, self::assert_carries( 'flag', 'PUT /flags/{flag}/{scope}', $answer )->revision );
			}
		}
	}

	public function test_a_lost_race_on_the_freeze_carries_the_freeze_with_who_and_why(): void {
		$stale = Scene::freeze();
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/freeze', [ 'reason' => 'the owner was first' ] + $stale )->status );
		$answer = $this->unchanged( static fn () => Caller::Administrator->client()->rest( 'PUT', '/freeze', $stale ) );
		self::assert_refused( 409, 'smartalloc_ops_freeze_changed', $answer );
		$freeze = self::assert_carries( 'freeze', 'GET /freeze', $answer );
		self::assertSame( [ true, 1, 'the owner was first', 'owner' ], [ $freeze->frozen, $freeze->revision, $freeze->reason, $freeze->owner->name ] );
	}

	public function test_a_change_in_a_freeze_is_refused_with_who_why_and_until_when_and_the_safe_one_is_not(): void {
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) )->status );
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/freeze', Scene::freeze() )->status );
		$answer = $this->unchanged( static fn () => Caller::Administrator->client()->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) ) );
		self::assert_refused( 422, 'smartalloc_ops_frozen', $answer );
		$refusals = json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR )->data->refusals;
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'POST /flags/{flag}/preview' )['properties']['refusals'], $refusals ) );
		self::assertStringContainsString( 'owner', $refusals[0]->message );
		self::assertStringContainsString( 'a test freezes them', $refusals[0]->message );
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/flags/webhooks', Scene::flip( 'webhooks' ) )->status, 'Holding is always open.' );
	}

	public function test_a_second_rollback_is_told_of_the_active_one(): void {
		$active = Scene::run( 'contained' );
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', '/rollbacks', Scene::rollback() ) );
		self::assert_refused( 409, 'smartalloc_ops_run_active', $answer );
		self::assertSame( $active, self::assert_carries( 'run', 'GET /runs/{id}', $answer )->id );
	}

	public function test_the_same_key_and_body_start_one_rollback_and_get_one_answer(): void {
		$request = Scene::rollback();
		$first   = Caller::Owner->client()->rest( 'POST', '/rollbacks', $request );
		$again   = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', '/rollbacks', $request ) );
		self::assertSame( [ 201, $first->body ], [ $again->status, $again->body ] );
	}

	public function test_the_same_key_with_another_body_is_a_conflict(): void {
		$request = Scene::rollback();
		$first   = Caller::Owner->client()->rest( 'POST', '/rollbacks', $request );
		$answer  = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', '/rollbacks', [ 'scenario' => 'export_trouble' ] + $request ) );
		self::assert_refused( 409, 'smartalloc_ops_idempotency_key_reused', $answer );
		self::assertSame( self::object( $first )['id'], self::assert_carries( 'run', 'GET /runs/{id}', $answer )->id );
	}

	public function test_a_run_that_cannot_be_acted_on_so_says_how_it_stands(): void {
		$acts = [
			[ 'contained', 'resume', [], 'nothing_to_resume' ],
			[ 'closed', 'resume', [], 'nothing_to_resume' ],
			[ 'closed', 'abort', [ 'reason' => 'a test' ], 'run_changed' ],
			[ 'closed', 'close', [ 'reason' => 'a test' ], 'run_changed' ],
			[ 'aborted', 'abort', [ 'reason' => 'a test' ], 'run_changed' ],
			[ 'running', 'close', [ 'reason' => 'a test' ], 'run_moving' ],
			[ 'contained', 'answers', [ 'answer' => 'passed', 'reason' => 'a test' ], 'nothing_to_answer' ],
			[ 'waits_for_person', 'resume', [], 'nothing_to_resume' ],
		];
		foreach ( $acts as [ $state, $act, $body, $code ] ) {
			$run    = Scene::run( $state, [ 'active_slot' => in_array( $state, [ 'closed', 'aborted' ], true ) ? null : 'rollback' ] );
			$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', "/runs/{$run}/{$act}", $body ) );
			self::assert_refused( 409, "smartalloc_ops_{$code}", $answer, "{$act} of a {$state} run" );
			$present = self::assert_carries( 'run', 'GET /runs/{id}', $answer );
			self::assertSame( [ $run, $state ], [ $present->id, $present->state ] );
		}
	}

	public function test_work_that_was_dealt_with_meanwhile_is_shown_as_it_stands(): void {
		$work   = Scene::work( [ 'state' => 'done' ] );
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', "/work/{$work}/resolutions", [ 'resolution' => 'retry', 'reason' => 'a test' ] ) );
		self::assert_refused( 409, 'smartalloc_ops_work_changed', $answer );
		self::assertSame( 'done', self::assert_carries( 'work', 'GET /work/{id}', $answer )->state );
	}

	public function test_a_switch_of_the_queue_while_jobs_wait_is_refused_with_the_reason_and_a_way_forward(): void {
		as_schedule_single_action( time() + HOUR_IN_SECONDS, 'smartalloc_allocate_entry', [ 1 ], 'smartalloc_allocate' );
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/queue', [ 'value' => 'wp_cron', 'revision' => 0, 'reason' => 'a test' ] ) );
		self::assert_refused( 422, 'smartalloc_ops_needs_migration', $answer );
		$refusals = json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR )->data->refusals;
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'POST /flags/{flag}/preview' )['properties']['refusals'], $refusals ) );
		self::assertSame( [ 'needs_migration', 'link' ], [ $refusals[0]->code, $refusals[0]->action->kind ] );
	}

	public function test_a_self_test_of_a_check_that_is_not_well_is_refused_with_the_reason(): void {
		update_option( 'active_plugins', array_values( array_diff( (array) get_option( 'active_plugins' ), [ 'gravityforms/gravityforms.php' ] ) ) );
		$answer = Caller::Owner->client()->rest( 'POST', '/health/self-tests', [ 'probe' => 'gravity_forms' ] );
		self::assert_refused( 422, 'smartalloc_ops_not_well_before', $answer );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'POST /flags/{flag}/preview' )['properties']['refusals'], json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR )->data->refusals ) );
	}

	public function test_a_database_that_fails_is_said_to_without_a_word_of_it(): void {
		$this->must_use( "add_filter( 'query', static fn ( \$query ) => str_contains( (string) \$query, 'smartalloc_ops_flag_revisions' ) ? 'SELECT secret_column FROM no_such_table' : \$query );" );
		foreach ( [ [ 'GET', '/flags', null ], [ 'PUT', '/flags/comms', [ 'value' => 'off', 'revision' => 0, 'reason' => 'a test' ] ], [ 'GET', '/flags/comms/revisions', null ] ] as [ $method, $path, $body ] ) {
			$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( $method, $path, $body ) );
			self::assert_refused( 503, 'smartalloc_ops_database', $answer, "{$method} {$path}" );
			self::assertDoesNotMatchRegularExpression( '/secret_column|no_such_table|SELECT|site7_/', $answer->body );
		}
	}

	/** What an error carries must be as the route that owns the thing would show it. */
	private static function assert_carries( string $subject, string $owner, HttpResponse $answer ): \stdClass {
		$present = json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR )->data->{$subject} ?? null;
		self::assertInstanceOf( \stdClass::class, $present, $answer->describe() );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( $owner ), $present ) );
		return $present;
	}
}
