<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Vault;

use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Vault\VaultDoor;
use SmartAllocOps\VaultServices;

/** The vault of the running site, asked over HTTP as a stranger would ask. */
final class VaultDoorTest extends PipelineTestCase {
	private ManualClock $clock;

	protected function setUp(): void {
		parent::setUp();
		$this->clock = self::clock();
	}

	public function test_a_vault_that_the_web_reaches_into_is_critical_until_it_is_closed(): void {
		$folder = VaultServices::places()->ensured_vault()->folder;
		$this->door()->look();
		self::assertSame( [ 'good', null ], [ $this->door()->found()['status']->value, $this->door()->found()['rule'] ] );
		rename( "$folder/.htaccess", "$folder/kept-htaccess" );
		try {
			$this->door()->look();
			self::assertSame( 'critical', $this->door()->found()['status']->value );
			self::assertStringContainsString( 'deny all', (string) $this->door()->found()['rule'] );
		} finally {
			rename( "$folder/kept-htaccess", "$folder/.htaccess" );
		}
		self::assertSame( [], (array) glob( "$folder/probe-*" ), 'What was put there for it is gone.' );
	}

	public function test_what_could_not_be_asked_is_unknown_and_asked_again_soon_and_what_was_found_once_a_day(): void {
		VaultServices::places()->ensured_vault();
		$asked  = 0;
		$answer = new \WP_Error( 'http_request_failed', 'cURL error 7: nobody' );
		add_filter(
			'pre_http_request',
			static function ( mixed $given, mixed $args, string $url ) use ( &$asked, &$answer ): mixed {
				if ( ! str_contains( $url, '/probe-' ) ) {
					return $given;
				}
				++$asked;
				return $answer;
			},
			10,
			3
		);
		$asked_after = function ( int $minutes ) use ( &$asked ): int {
			$this->clock->now_ms += $minutes * 60_000;
			$this->door()->look_when_due();
			return $asked;
		};
		self::assertSame( 1, $asked_after( 0 ) );
		self::assertSame( 'unknown', $this->door()->found()['status']->value );
		self::assertSame( [ 1, 2 ], [ $asked_after( 9 ), $asked_after( 2 ) ] );
		$answer = [
			'headers'  => [],
			'body'     => '',
			'response' => [
				'code'    => 403,
				'message' => '',
			],
			'cookies'  => [],
		];
		self::assertSame( [ 3, 3, 4 ], [ $asked_after( 11 ), $asked_after( 23 * 60 ), $asked_after( 61 ) ] );
	}

	private function door(): VaultDoor {
		return $this->services( $this->clock )->vault_services()->door();
	}
}
