<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** A way to reach people. */
interface Channel {
	/** `mail` or `webhook`. */
	public function id(): string;

	/**
	 * @return list<string> Who is reached by it now, each as a reference that names nobody; none when it is not set up.
	 */
	public function targets(): array;

	/** One attempt to reach one target; bounded in time, and never throws for what the outside does. */
	public function send( string $target, Message $message, string $message_id ): Receipt;
}
