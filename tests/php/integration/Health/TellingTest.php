<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Health\Probe\TellingProbe;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Integration\Rest\OutboxScene;

/** An alert that nobody hears is none. */
final class TellingTest extends PipelineTestCase {
	public function test_in_production_nobody_is_too_few_and_elsewhere_it_is_not_set_up(): void {
		self::assertSame( [ 'recommended', 'nobody' ], self::judgement( $this->measure() ) );
		self::assertSame( [ 'not_set_up', 'nobody' ], self::judgement( $this->measure( 'local' ) ) );
	}

	public function test_the_mail_of_the_site_alone_is_no_second_way(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		self::assertSame( [ 'recommended', 'mail_only' ], self::judgement( $this->measure() ) );
		OutboxScene::removal();
		self::assertSame( [ 'good', 'ok' ], self::judgement( $this->measure() ) );
	}

	public function test_one_recipient_who_cannot_be_reached_is_told_of_and_all_of_them_are_critical(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test', 'ben@example.test' ] ] );
		add_filter( 'pre_wp_mail', static fn ( $short, array $mail ): bool => 'ben@example.test' === $mail['to'], 10, 2 );
		$this->tell();
		self::assertSame( [ 'recommended', 'some_failed' ], self::judgement( $this->measure() ) );
		add_filter( 'pre_wp_mail', '__return_false', 20 );
		$this->tell();
		self::assertSame( [ 'critical', 'nobody_reached' ], self::judgement( $this->measure() ) );
	}

	public function test_its_self_test_turns_it_red(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		$probe = $this->probe();
		self::assertSame( [ 'critical', 'nobody_reached' ], self::judgement( $probe->under_fault( static fn (): Reading => $probe->measure() ) ) );
		self::assertSame( [ 'recommended', 'mail_only' ], self::judgement( $probe->measure() ) );
	}

	private function tell(): void {
		$this->services()->outbox()->announcements()->put( bin2hex( random_bytes( 4 ) ), new Message( 'alert', Severity::Critical, 'alert:1', 'Trouble' ) );
		$this->services()->outbox()->sender()->run( 5_000 );
	}

	private function measure( string $environment = 'production' ): Reading {
		return $this->probe( $environment )->measure();
	}

	private function probe( string $environment = 'production' ): TellingProbe {
		return new TellingProbe( $this->services()->outbox()->channels(), new MailTransport( $environment ) );
	}

	/** @return array{string, string} */
	private static function judgement( Reading $reading ): array {
		return [ $reading->status->value, $reading->reason ];
	}
}
