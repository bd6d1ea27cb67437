<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Tests\Integration\Rest\ProposalScene;

/** `wp smartalloc-ops proposals ...` and `triggers ...`. */
final class TriggersCommandTest extends CliTestCase {
	public function test_a_proposal_is_listed_shown_and_dismissed_with_a_reason(): void {
		self::assert_code( 0, $this->ops( 'proposals', 'list' ) );
		$id   = (string) ProposalScene::open();
		$list = $this->ops( 'proposals', 'list', '--format=json' );
		self::assert_code( 11, $list );
		self::assertStringContainsString( '"triggers":"queue_failures"', $list->stdout );
		self::assertStringContainsString( '"finding": "Many fail."', $this->ops( 'proposals', 'show', $id )->stdout );
		self::assert_code( 1, $this->ops( 'proposals', 'dismiss', $id, '--reason=' ) );
		self::assert_code( 1, $this->ops( 'proposals', 'dismiss', $id, '--reason=x', '--revision=9' ) );
		self::assert_code( 0, $this->ops( 'proposals', 'dismiss', $id, '--reason=the mail server is down' ) );
		self::assert_code( 1, $this->ops( 'proposals', 'accept', $id, '--reason=x', '--yes' ) );
	}

	public function test_an_accepted_one_is_a_run(): void {
		$accepted = $this->ops( 'proposals', 'accept', (string) ProposalScene::open(), '--reason=it fails', '--yes' );
		self::assert_code( 0, $accepted );
		self::assertMatchesRegularExpression( '/Run \d+: /', $accepted->stdout );
	}

	public function test_a_trigger_is_armed_and_disarmed(): void {
		self::assert_code( 0, $this->ops( 'triggers', 'look' ) );
		$armed = $this->ops( 'triggers', 'arm', 'delivery', '--reason=we sleep', '--yes' );
		self::assert_code( 0, $armed );
		self::assertStringContainsString( 'mail server', $armed->stdout, 'It says first what can look the same.' );
		$listed = array_column( (array) json_decode( $this->ops( 'triggers', 'list', '--format=json' )->stdout, true ), null, 'id' );
		self::assertSame( [ true, true, 1 ], [ $listed['delivery']['armed'], $listed['delivery']['effective'], $listed['delivery']['revision'] ] );
		self::assert_code( 1, $this->ops( 'triggers', 'disarm', 'delivery', '--reason=x', '--revision=0' ) );
		self::assert_code( 0, $this->ops( 'triggers', 'disarm', 'delivery', '--reason=we are awake' ) );
		self::assert_code( 1, $this->ops( 'triggers', 'arm', 'nonces', '--reason=x', '--yes' ) );
	}
}
