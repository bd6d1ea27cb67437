<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use SmartAllocOps\Outbox\Channel;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Receipt;

/** A channel that writes into a file what it is given, so that several processes can share it, and fails on command. */
final class NotedChannel implements Channel {
	/** @var list<Receipt> What the next attempts come to; a success when none is left. */
	public array $next = [];

	/** @param list<string> $targets */
	public function __construct( private readonly string $file, private readonly string $id = 'webhook', public array $targets = [ 'main' ] ) {}

	public function id(): string {
		return $this->id;
	}

	public function targets(): array {
		return $this->targets;
	}

	public function send( string $target, Message $message, string $message_id ): Receipt {
		file_put_contents( $this->file, json_encode( [ $target, $message->title, count( $message->lines ), $message_id ] ) . "\n", FILE_APPEND | LOCK_EX );
		return array_shift( $this->next ) ?? Receipt::sent( '200', 3 );
	}

	/** @return list<array{string, string, int, string}> Target, title, number of lines and id of each message. */
	public static function noted( string $file ): array {
		$text = is_file( $file ) ? (string) file_get_contents( $file ) : '';
		/** @var list<array{string, string, int, string}> $noted */
		$noted = array_map( static fn ( string $line ): mixed => json_decode( $line, true, 512, JSON_THROW_ON_ERROR ), array_values( array_filter( explode( "\n", $text ) ) ) );
		return $noted;
	}
}
