<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Outbox;

use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Outbox\DeliveryStore;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Sender;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\NotedChannel;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** An outbox with a clock of its own and a channel that notes what it is given. */
abstract class OutboxTestCase extends PipelineTestCase {
	protected string $file;
	protected ManualClock $time;
	protected NotedChannel $channel;

	protected function setUp(): void {
		parent::setUp();
		$this->file    = sys_get_temp_dir() . '/smartalloc-noted-' . bin2hex( random_bytes( 6 ) );
		$this->time    = self::clock();
		$this->channel = new NotedChannel( $this->file );
	}

	protected function tearDown(): void {
		is_file( $this->file ) && unlink( $this->file );
		parent::tearDown();
	}

	protected function announcements(): AnnouncementStore {
		return new AnnouncementStore( $this->services()->db, $this->time );
	}

	protected function deliveries(): DeliveryStore {
		return new DeliveryStore( $this->services()->db, $this->time );
	}

	/** @param list<NotedChannel>|null $channels */
	protected function sender( ?array $channels = null ): Sender {
		return new Sender( $this->announcements(), $this->deliveries(), $channels ?? [ $this->channel ], Config::load( ... ), $this->time );
	}

	protected function put( string $key, Severity $severity = Severity::Critical ): int {
		return $this->announcements()->put( $key, new Message( 'alert', $severity, 'alert:1', "About {$key}", [ 'One line.' ] ) );
	}

	/** @return list<array{string, string, int, string}> */
	protected function noted(): array {
		return NotedChannel::noted( $this->file );
	}

	/** @return array<string, int> */
	protected function states(): array {
		global $wpdb;
		return array_map( 'intval', array_column( $wpdb->get_results( "SELECT state, COUNT(*) AS n FROM {$wpdb->prefix}smartalloc_ops_deliveries GROUP BY state ORDER BY state", ARRAY_A ), 'n', 'state' ) );
	}

	protected function passes( int $ms ): void {
		$this->time->now_ms += $ms;
	}
}
