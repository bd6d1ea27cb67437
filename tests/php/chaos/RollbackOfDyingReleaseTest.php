<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Integration\Rest\Caller;

/** A whole rollback while the release that dies in one kind of process is there, by every door that it leaves open. */
final class RollbackOfDyingReleaseTest extends DyingReleaseTestCase {
	private const PAGE = '/wp-admin/admin.php?page=smartalloc-ops';

	protected function setUp(): void {
		parent::setUp();
		// A person who has the screen open.
		Caller::Administrator->client();
	}

	/** @return array<string, array{string, string|null, 'shell'|'rest', string}> What the release does, which process of the probe says so, by which door it is rolled back, what the console says that it died of. */
	public static function deaths(): array {
		$memory = "add_action( 'init', static function (): void { if ( " . self::IN_PAGES . " ) { ini_set( 'memory_limit', (string) ( memory_get_usage() + 8000000 ) ); str_repeat( 'x', 90000000 ); } } );";
		return [
			'in REST, from a shell'             => [ self::IN_REST, 'rest', 'shell', 'error' ],
			'in WP-Cron, from a shell'          => [ self::IN_CRON . ' && ' . self::DIES, 'cron', 'shell', 'error' ],
			'in WP-Cron, over REST'             => [ self::IN_CRON . ' && ' . self::DIES, 'cron', 'rest', 'error' ],
			'in the admin area, from a shell'   => [ self::IN_ADMIN . ' && ' . self::DIES, 'admin', 'shell', 'error' ],
			'in the admin area, over REST'      => [ self::IN_ADMIN . ' && ' . self::DIES, 'admin', 'rest', 'error' ],
			'by exit there, over REST'          => [ self::IN_ADMIN . ' && exit;', 'admin', 'rest', '' ],
			'in pages, by SIGKILL'              => [ self::IN_PAGES . ' && ' . self::KILLED, 'front', 'rest', '' ],
			'in pages, by memory'               => [ $memory, 'front', 'shell', 'memory' ],
			'in pages, by memory, over REST'    => [ $memory, 'front', 'rest', 'memory' ],
			'in a shell, over REST'             => [ self::IN_SHELL . ' && ' . self::DIES, null, 'rest', 'error' ],
		];
	}

	/** @param 'shell'|'rest' $door */
	#[DataProvider( 'deaths' )]
	public function test_it_goes_to_the_end_and_each_kind_of_process_says_before_and_after( string $code, ?string $dead, string $door, string $kind ): void {
		$this->deploy( $code );
		null === $dead ? $this->come( 'shell', 1 ) : self::assertSame( [ $dead ], $this->those_that_say_nothing() );
		self::assertSame( $kind, $this->watch()->state()->fatal['kind'] ?? '' );
		self::assertSame( 'rest' === $dead ? 500 : $kind, $this->said_by_the_console() );
		self::assertSame( 'bad', $this->stands()[0], 'Nobody has armed it: it is said, and nothing is done.' );
		if ( 'shell' === $door ) {
			$this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=it dies', '--yes' ] );
		} else {
			$begun = Caller::Administrator->client()->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'reason' => 'it dies', 'confirmation' => '1.0.0', 'idempotency_key' => 'chaos-' . bin2hex( random_bytes( 6 ) ) ] );
			self::assertSame( 201, $begun->status, $begun->describe() );
		}
		$run = $this->run_now();
		self::assertSame( [ RunState::WaitsForPerson, 'smoke' ], [ $run->state, $run->waiting()['reason'] ?? '' ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( [], $this->those_that_say_nothing() );
		if ( 'shell' === $door ) {
			$this->wp( [ 'smartalloc-ops', 'rollback', 'answer', (string) $run->id, 'passed', '--reason=it works' ] );
		} else {
			$said = Caller::Administrator->client()->rest( 'POST', "/runs/$run->id/answers", [ 'answer' => 'passed', 'reason' => 'it works', 'revision' => $run->version ] );
			self::assertSame( 200, $said->status, $said->describe() );
		}
		$this->let_minutes_go_by( $run->id );
		$run = $this->run_now();
		self::assertSame( RunState::Finished, $run->state, (string) wp_json_encode( $run->outcome ) );
		self::assertSame( [ 'good', 1, [] ], $this->stands(), 'The run has swapped, and nobody else.' );
		self::assertSame( [ false, false ], [ $this->watch()->state()->is_armed(), $this->watch()->state()->is_stopped() ] );
		self::assertSame( '1.0.0', $this->build() );
	}

	public function test_dead_in_rest_the_page_opens_and_its_own_lines_bring_the_good_build_back(): void {
		$this->deploy( self::IN_REST );
		self::assertSame( 500, Caller::Administrator->client()->rest( 'POST', '/rollbacks', [] )->status );
		$page = Caller::Administrator->client()->get( self::PAGE );
		self::assertSame( 200, $page->status, $page->describe() );
		self::assertSame( 1, preg_match( '#<code[^>]*>([^<]*rescue\.php revert --reason=[^<]*)</code>#', $page->body, $line ), $page->body );
		$this->said_in_a_shell( html_entity_decode( $line[1], ENT_QUOTES ) );
		$this->build();
		self::assertSame( [ [ 'well' ], '1.0.0' ], [ $this->come( 'rest', 1 ), $this->build() ] );
		self::assertSame( [ 'good', 1 ], array_slice( $this->stands(), 0, 2 ) );
	}

	public function test_dead_in_a_shell_it_goes_from_there_without_plugins_and_without_wordpress(): void {
		$this->deploy( self::IN_SHELL . ' && ' . self::DIES );
		self::assertNotSame( 0, $this->wp( [ 'smartalloc-ops', 'rollback', 'start', '--reason=it dies', '--yes' ] )->code );
		$done = $this->wp( [ 'smartalloc-ops', 'rollback', 'revert', '--reason=it dies', '--skip-plugins', '--skip-themes' ] );
		self::assertSame( 0, $done->code, $done->describe() );
		$this->build();
		self::assertSame( [ [ 'well' ], 'good', '1.0.0' ], [ $this->come( 'shell', 1 ), $this->stands()[0], $this->build() ] );
		self::assertSame( 0, $this->rescue( 'undo', '--reason=it was not that' )->code );
		$this->build();
		self::assertNotSame( [ 'well' ], $this->come( 'shell', 1 ) );
		self::assertSame( 0, $this->rescue( 'revert', '--reason=it was' )->code );
		$this->build();
		self::assertSame( [ [ 'well' ], 'good', '1.0.0' ], [ $this->come( 'shell', 1 ), $this->stands()[0], $this->build() ] );
	}

	/** What is held is let go few at a time: the tick goes on each minute. */
	private function let_minutes_go_by( int $id ): void {
		$clock = self::clock();
		for ( $minute = 0; $minute < 6 && $this->services()->runs()->get( $id )->state->is_waiting(); $minute++ ) {
			$clock->now_ms += 61_000;
			$this->services( $clock )->runs()->resume_interrupted();
		}
	}

	/** @return list<string> Kinds of process that do not say that they have loaded what lies there. */
	private function those_that_say_nothing(): array {
		$asked = $this->wp( [ 'smartalloc-ops', 'rollback', 'probe', '--format=json' ] )->json();
		self::assertSame( [ 'shell', 'front', 'admin', 'rest', 'cron' ], array_column( $asked, 'process' ) );
		return array_column( array_filter( $asked, static fn ( array $one ): bool => 'same' !== $one['state'] ), 'process' );
	}

	/** @return string|int What its panel of the watchdog shows as the last death; a status where it cannot ask for that. */
	private function said_by_the_console(): string|int {
		$answer = Caller::Administrator->client()->rest( 'GET', '/watchdog' );
		return 200 === $answer->status ? (string) ( $answer->json()['fatal']['kind'] ?? '' ) : $answer->status;
	}

	private function said_in_a_shell( string $line ): void {
		exec( 'cd ' . escapeshellarg( ABSPATH ) . " && $line --allow-root 2>&1", $said, $code );
		self::assertSame( 0, $code, $line . "\n" . implode( "\n", $said ) );
	}
}
