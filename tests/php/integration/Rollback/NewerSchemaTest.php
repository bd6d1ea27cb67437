<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Rollback\Wish;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\Users;

/** A release that has changed the database in a way that the good build cannot read. */
final class NewerSchemaTest extends BadReleaseTestCase {
	private const OPTION = 'smartalloc_db_version';

	protected function tearDown(): void {
		delete_option( self::OPTION );
		parent::tearDown();
	}

	public function test_it_is_refused_with_both_numbers_before_anything_is_touched_and_what_is_not_known_refuses_nothing(): void {
		self::assertSame( '1.0.0', $this->good->schema );
		self::assertSame( [], $this->refusals( new Wish( 'bad_release' ) ), 'The database says nothing.' );
		update_option( self::OPTION, '1.0.0' );
		self::assertSame( [], $this->refusals( new Wish( 'bad_release' ) ) );
		update_option( self::OPTION, '1.10.0' );
		foreach ( [ 'auto', 'local_swap', 'manual' ] as $way ) {
			self::assertSame( [ 'schema_newer' ], $this->refusals( new Wish( 'bad_release', $way ) ), $way );
		}
		self::assertSame( [], $this->refusals( new Wish( 'bad_release', 'contain' ) ), 'To freeze and hold is always possible.' );
		$answer = Users::browser( 'smartalloc_owner' )->rest( 'POST', '/rollbacks', self::body() );
		self::assertSame( 422, $answer->status, $answer->describe() );
		self::assertStringContainsString( '1.10.0', $answer->json()['data']['refusals'][0]['message'] );
		self::assertSame( [], $this->rows( 'SELECT id FROM {runs}' ) );
	}

	public function test_accepted_by_one_it_waits_for_another_person_and_touches_nothing_before(): void {
		update_option( self::OPTION, '2.0.0' );
		$bad   = self::standing();
		$first = Users::browser( 'smartalloc_owner' );
		$begun = $first->rest( 'POST', '/rollbacks', self::body() + [ 'accept_newer_schema' => true ] );
		self::assertSame( 201, $begun->status, $begun->describe() );
		self::assertSame( [ 'waits_for_person', 'second_person', true ], [ $begun->json()['state'], $begun->json()['waiting']['reason'], $begun->json()['waiting']['second'] ] );
		self::assertSame( [ $bad, [] ], [ self::standing(), $this->rows( 'SELECT id FROM {flag_revisions}' ) ] );

		$agree = [ 'answer' => 'agreed', 'reason' => 'The new column can be lost.' ];
		$same  = $first->rest( 'POST', "/runs/{$begun->json()['id']}/answers", $agree );
		self::assertSame( [ 422, 'same_person' ], [ $same->status, $same->json()['data']['refusals'][0]['code'] ], $same->describe() );
		try {
			$this->services()->runs()->answer( (int) $begun->json()['id'], 'agreed', 'a shell', null, Actor::cli() );
			self::fail( 'A shell is nobody in particular.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'same_person', $refused->refusals[0]->code );
		}
		self::assertSame( [ RunState::WaitsForPerson, $bad ], [ $this->run_now()->state, self::standing() ] );

		$second = Users::browser( 'administrator' )->rest( 'POST', "/runs/{$begun->json()['id']}/answers", $agree );
		self::assertSame( [ 200, 'smoke' ], [ $second->status, $second->json()['waiting']['reason'] ?? '' ], $second->describe() );
		self::assertSame( $this->good->digest, self::standing() );
		self::assertCount( 1, array_filter( $this->rows( 'SELECT event FROM {journal}' ), static fn ( array $row ): bool => 'run.answered' === $row['event'] ) );
	}

	public function test_nobody_in_particular_cannot_accept_it(): void {
		update_option( self::OPTION, '2.0.0' );
		$started = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=bad', '--yes', '--accept-newer-schema' ] );
		self::assertSame( 1, $started->code, $started->describe() );
		self::assertStringContainsString( '--user=<name>', $started->stderr );
		self::assertSame( [], $this->rows( 'SELECT id FROM {runs}' ) );
	}

	public function test_what_came_up_after_the_start_nobody_has_accepted(): void {
		$run = $this->roll_back( '--accept-newer-schema' );
		self::assertSame( [ 'smoke', [] ], [ $run->waiting()['reason'] ?? '', $run->payload['accepted'] ] );
	}

	/** @return list<string> */
	private function refusals( Wish $wish ): array {
		return array_column( $this->services()->rollbacks()->plan( $wish )['refusals'], 'code' );
	}

	/** @return array<string, mixed> */
	private static function body(): array {
		return [
			'scenario'        => 'bad_release',
			'reason'          => '1.1.0 is bad',
			'confirmation'    => '1.1.0',
			'idempotency_key' => 'a-test-key',
		];
	}
}
