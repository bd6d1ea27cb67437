<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/**
 * The ways to be told: e-mail, a webhook, and a sign of life to a monitor elsewhere.
 */
final class ChannelsCommand {
	private const BUDGET_MS = 30_000;

	public function __construct( private readonly ChannelService $channels, private readonly Sender $sender ) {}

	/**
	 * Shows each channel, where it goes and whether it works.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function list( array $args, array $assoc_args ): void {
		Output::guard(
			fn () => Output::items( array_map( [ ChannelSchema::class, 'describe' ], $this->channels->all() ), [ 'id', 'targets', 'address', 'works', 'outcome', 'tried_at', 'text' ], $assoc_args )
		);
	}

	/**
	 * Sets the address of a channel. It is a secret, so it is read from the standard input and never from the command line.
	 *
	 * ## OPTIONS
	 *
	 * <channel>
	 * : webhook or ping.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * ## EXAMPLES
	 *
	 *     cat address.txt | wp smartalloc-ops channels set webhook --reason="The team moved"
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function set( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$revision = $this->channels->status( $args[0] )->address->revision ?? 0;
				$status   = $this->channels->set_address( $args[0], trim( (string) fgets( STDIN ) ), $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: 1: id of a channel, 2: where it goes. */
				\WP_CLI::success( sprintf( __( '%1$s goes to %2$s.', 'smartalloc-ops' ), $args[0], (string) $status->address?->shown ) );
			}
		);
	}

	/**
	 * Removes the address of a channel.
	 *
	 * ## OPTIONS
	 *
	 * <channel>
	 * : webhook or ping.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function remove( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$revision = $this->channels->status( $args[0] )->address->revision ?? 0;
				/* translators: %s: id of a channel. */
				Output::confirm( sprintf( __( 'Remove the address of %s?', 'smartalloc-ops' ), $args[0] ), $assoc_args );
				$this->channels->set_address( $args[0], null, $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %s: id of a channel. */
				\WP_CLI::success( sprintf( __( '%s has no address any more.', 'smartalloc-ops' ), $args[0] ) );
			}
		);
	}

	/**
	 * Sends a test message now and says what became of it.
	 *
	 * ## OPTIONS
	 *
	 * <channel>
	 * : mail or webhook.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function test( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$announcement = $this->channels->test( $args[0], bin2hex( random_bytes( 8 ) ), Actor::cli() );
				$this->sender->run( self::BUDGET_MS );
				$shown = ChannelSchema::describe_announcement( $this->channels->announcement( $announcement->id ) );
				Output::items( $shown['deliveries'], [ 'channel', 'state', 'attempts', 'outcome', 'due_at' ], $assoc_args );
				if ( 'sent' !== $shown['state'] ) {
					\WP_CLI::error( __( 'It did not go through (yet). It is tried again with the tick.', 'smartalloc-ops' ) );
				}
			}
		);
	}

	/**
	 * Sends what is due, as the tick does.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function run( array $args, array $assoc_args ): void {
		Output::guard(
			function (): void {
				$done = $this->sender->run( self::BUDGET_MS );
				/* translators: 1: number of messages sent, 2: number of attempts that failed. */
				\WP_CLI::success( sprintf( __( '%1$d sent, %2$d failed.', 'smartalloc-ops' ), $done['sent'], $done['failed'] ) );
			}
		);
	}
}
