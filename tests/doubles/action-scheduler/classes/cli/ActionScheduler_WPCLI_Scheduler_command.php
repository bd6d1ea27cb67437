<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Commands for Action Scheduler (contract double: run only).
 */
class ActionScheduler_WPCLI_Scheduler_command extends WP_CLI_Command {

	private const BATCH_SIZE = 100;

	/**
	 * Runs what is due
	 *
	 * ## OPTIONS
	 *
	 * [--batch-size=<size>]
	 * : Actions a batch. Defaults to 100.
	 *
	 * [--batches=<size>]
	 * : Most batches. Defaults to 0: until nothing is due.
	 *
	 * [--cleanup-batch-size=<size>]
	 * : Rows cleaned at a time. Defaults to the value of --batch-size.
	 *
	 * [--hooks=<hooks>]
	 * : Only these hooks, comma separated.
	 *
	 * [--group=<group>]
	 * : Only this group.
	 *
	 * [--exclude-groups=<groups>]
	 * : All groups but these, comma separated. Ignored with --group.
	 *
	 * [--free-memory-on=<count>]
	 * : Accepted, without effect here.
	 *
	 * [--pause=<seconds>]
	 * : Accepted, without effect here.
	 *
	 * [--force]
	 * : Run although other runners hold all slots.
	 *
	 * @param list<string>          $args       Positional arguments.
	 * @param array<string, string> $assoc_args Options.
	 */
	public function run( $args, $assoc_args ): void {
		$option  = static fn ( string $name, string $value = '' ): string => (string) WP_CLI\Utils\get_flag_value( $assoc_args, $name, $value );
		$list    = static fn ( string $name ): array => array_values( array_filter( array_map( 'trim', explode( ',', $option( $name ) ) ) ) );
		$size    = absint( $option( 'batch-size', (string) self::BATCH_SIZE ) );
		$clean   = absint( $option( 'cleanup-batch-size', (string) $size ) );
		$batches = absint( $option( 'batches', '0' ) );
		$exclude = $list( 'exclude-groups' );
		$hooks   = $list( 'hooks' );
		$force   = (bool) WP_CLI\Utils\get_flag_value( $assoc_args, 'force', false );

		$done  = 0;
		$count = 0;
		try {
			$store = ActionScheduler::store();
			// The window store has no claim filter: there the option is silently without effect.
			if ( [] !== $exclude && is_callable( [ $store, 'set_claim_filter' ] ) ) {
				$store->set_claim_filter( 'exclude-groups', $exclude );
			}
			$runner = new ActionScheduler_WPCLI_QueueRunner( null, null, new ActionScheduler_QueueCleaner( null, $clean ) );
			$total  = $runner->setup( $size, $hooks, $option( 'group' ), $force );
			WP_CLI::log( sprintf( '%d actions are due.', $total ) );
			while ( $total > 0 ) {
				$done += $runner->run();
				++$count;
				if ( 0 !== $batches && $count >= $batches ) {
					break;
				}
				$total = $runner->setup( $size, $hooks, $option( 'group' ), $force );
			}
		} catch ( Exception $exception ) {
			WP_CLI::error( sprintf( 'The queue could not be run: %s', $exception->getMessage() ) );
		}
		WP_CLI::log( sprintf( '%d batches.', $count ) );
		WP_CLI::success( sprintf( '%d actions completed.', $done ) );
	}
}
