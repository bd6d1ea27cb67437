<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\Door;
use SmartAllocOps\Rollback\ProbeAnswer;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** Each kind of process is asked by itself: a release may die in one of them only. */
final class BuildProbeTest extends PipelineTestCase {
	public function test_each_kind_of_process_says_which_build_it_has_and_which_switches(): void {
		foreach ( $this->ask() as $door => $answer ) {
			self::assertSame( 'same', $answer->state, "$door: $answer->why" );
			self::assertSame( [ '1.0.0', $this->services()->flag_reader()->epoch() ], [ $answer->said['version'], $answer->said['flags'] ], $door );
		}
		$shown = $this->wp( [ 'smartalloc-ops', 'rollback', 'probe', '--format=json' ] );
		self::assertSame( 0, $shown->code, $shown->describe() );
		self::assertSame( [ 'shell', 'front', 'admin', 'rest', 'cron' ], array_column( $shown->json(), 'process' ) );
	}

	/** @return array<string, array{string, string, string}> Where it dies, which door says nothing, why. */
	public static function deaths(): array {
		return [
			'pages only' => [ "add_action( 'template_redirect', static function (): void { status_header( 500 ); exit( 'dead' ); }, -1 );", 'front', 'unavailable' ],
			'REST only'  => [ "add_action( 'rest_api_init', static function (): void { status_header( 500 ); exit( 'dead' ); } );", 'rest', 'unavailable' ],
			'cron only'  => [ "add_action( 'init', static function (): void { if ( wp_doing_cron() ) { status_header( 500 ); exit( 'dead' ); } } );", 'cron', 'unavailable' ],
			'admin only' => [ "add_action( 'admin_init', static function (): void { status_header( 500 ); exit( 'dead' ); } );", 'admin', 'unavailable' ],
		];
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'deaths' )]
	public function test_what_dies_in_one_kind_of_process_is_seen_there_and_only_there( string $code, string $door, string $why ): void {
		$this->must_use( $code );
		$said = array_map( static fn ( ProbeAnswer $answer ): string => $answer->is_same() ? 'same' : $answer->why, $this->ask() );
		self::assertSame( [ $door => $why ] + array_fill_keys( array_keys( $said ), 'same' ), [ $door => $said[ $door ] ] + $said );
	}

	public function test_switches_that_a_process_has_not_seen_are_no_yes(): void {
		$this->set_flag( 'comms', 'off' );
		$this->must_use( "add_filter( 'option_smartalloc_ops_flags', static function ( \$copy ) { if ( is_array( \$copy ) && wp_doing_ajax() ) { \$copy['epoch']--; } return \$copy; } );" );
		self::assertSame( 'old_flags', $this->ask()['admin']->why );
	}

	public function test_whoever_cannot_sign_the_question_gets_a_404_at_each_door(): void {
		foreach ( [ 'front' => '/', 'admin' => '/wp-admin/admin-ajax.php', 'rest' => '/?rest_route=/', 'cron' => '/wp-cron.php' ] as $door => $path ) {
			$fields = [ 'action' => BuildProbe::ACTION, BuildProbe::ACTION => "look $door " . time() . ' ' . str_repeat( 'a', 32 ), 'sign' => str_repeat( 'b', 64 ) ];
			$answer = 'cron' === $door
				? HttpClient::anonymous()->get( "$path?" . http_build_query( $fields ) )
				: HttpClient::anonymous()->request( 'POST', $path, http_build_query( $fields ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
			self::assertSame( [ 404, '' ], [ $answer->status, $answer->body ], $door );
		}
	}

	/** @return array<string, ProbeAnswer> By door. */
	private function ask(): array {
		$parts   = $this->services()->rollback_services();
		$answers = [];
		foreach ( Door::cases() as $door ) {
			$answers[ $door->value ] = $parts->probe()->look( $door, (string) $parts->builds()->installed(), '1.0.0' );
		}
		return $answers;
	}
}
