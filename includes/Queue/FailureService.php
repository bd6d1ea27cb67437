<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/**
 * SmartAlloc's failed jobs and their causes. It only reads: running one again blindly repeats what it had already done.
 *
 * @phpstan-import-type FailedRow from FailedActions
 */
final class FailureService {
	/** Failures whose log is read for their cause; those that were seen failing need none. */
	private const READ_LOGS = 200;

	public function __construct(
		private readonly ActionScheduler $action_scheduler,
		private readonly FailedActions $failed,
		private readonly FailureRecorder $recorder,
		private readonly Config $config,
	) {}

	/**
	 * Failed jobs by the time they were due, newest first. A page can be short although more follow: each call reads a
	 * bounded stretch, in which all rows may be those of other plugins.
	 *
	 * @param string|null $queue `as:<group>`; null is every queue.
	 * @param string|null $after Where the page before ended.
	 * @throws InvalidField The queue keeps no failures, or the cursor is none.
	 */
	public function page( ?string $queue, ?string $after, int $limit ): FailurePage {
		$group = null === $queue ? null : self::group_of( $queue );
		if ( null !== $after && ! FailedActions::is_position( $after ) ) {
			throw new InvalidField( 'cursor', __( 'cursor takes what next_cursor of an earlier page said.', 'smartalloc-ops' ) );
		}
		$presence = $this->action_scheduler->presence();
		try {
			// Also while Action Scheduler is not loaded: what failed before stands in its tables all the same.
			$rows = $this->failed->stretch( $after );
		} catch ( DatabaseError ) {
			return new FailurePage( $presence->is_present() ? Presence::broken( __( 'The tables of Action Scheduler could not be read.', 'smartalloc-ops' ), $presence->version, $presence->source ) : $presence, [], null, null, null, [] );
		}
		$ours  = array_values( array_filter( $rows, fn ( array $row ): bool => $this->is_wanted( $row, $group ) ) );
		$shown = array_slice( $ours, 0, $limit );
		$cut   = count( $ours ) > $limit ? end( $shown ) : end( $rows );
		$more  = count( $ours ) > $limit || FailedActions::STRETCH === count( $rows );
		// The causes of all of them come with the first page, of the others only those that are shown.
		$causes = $this->causes( null === $after ? $ours : $shown );
		return new FailurePage(
			$presence,
			array_map( static fn ( array $row ): Failure => self::failure( $row, $causes[ $row['id'] ] ), $shown ),
			$more && false !== $cut ? $cut['position'] : null,
			count( $rows ),
			null === $after ? new Count( count( $ours ), FailedActions::STRETCH === count( $rows ) ) : null,
			null === $after ? self::grouped( $ours, $causes ) : []
		);
	}

	/**
	 * @return array{failure: Failure, arguments: list<array{key: string, type: string}>, entry_id: int|null, created_at: int|null}
	 * @throws NotFound There is no such failed job of SmartAlloc.
	 * @throws DatabaseError The tables cannot be read.
	 */
	public function get( int $id ): array {
		$found = $this->failed->get( $id );
		if ( null === $found || ! $this->is_wanted( $found['row'], null ) ) {
			/* translators: %d: number of a job. */
			throw new NotFound( sprintf( __( 'There is no failed job %d of SmartAlloc. It may have been run again, or cleared away.', 'smartalloc-ops' ), $id ) );
		}
		$log  = $this->failed->log( [ $id ] )[ $id ] ?? [];
		$args = ArgumentNames::of( $found['arguments'] );
		return [
			'failure'    => self::failure( $found['row'], $this->causes( [ $found['row'] ] )[ $id ] ),
			'arguments'  => $args['names'],
			'entry_id'   => $args['entry_id'],
			'created_at' => $log[0]['at'] ?? null,
		];
	}

	/** @return list<Action> What a person does next with it, in this order. */
	public function next_steps( Failure $failure, ?int $entry_id ): array {
		$steps = [ Links::scheduled_actions( 'failed', $failure->hook ) ];
		if ( null !== $entry_id ) {
			/* translators: %d: number of an entry. */
			$steps[] = Action::command( sprintf( __( 'See what became of entry %d', 'smartalloc-ops' ), $entry_id ), "wp smartalloc-ops trace $entry_id" );
		}
		return [ ...$steps, ...match ( $failure->cause->kind ) {
			'no_callback' => [ Links::plugins() ],
			'timeout', 'fatal' => [ Links::site_health() ],
			default => [],
		} ];
	}

	/** What to think of before anybody runs it again. */
	public static function advice( Failure $failure ): string {
		$again = $failure->is_recurring
			? __( 'It is a link of a recurring job: look whether the next one is scheduled before you do anything.', 'smartalloc-ops' )
			: __( 'Nothing runs it again by itself. Repair the cause and look at what it had already done; only then let SmartAlloc schedule it anew.', 'smartalloc-ops' );
		return match ( $failure->cause->kind ) {
			'timeout', 'fatal' => __( 'It was cut off in the middle: it may have done all of its work, some or none.', 'smartalloc-ops' ) . ' ' . $again,
			'no_callback' => __( 'It has done nothing.', 'smartalloc-ops' ) . ' ' . $again,
			default => $again,
		};
	}

	/** @param FailedRow $row */
	private function is_wanted( array $row, ?string $group ): bool {
		return ( null === $group || $row['group'] === $group )
			&& ( $this->config->is_smartalloc_job( $row['hook'], $row['group'] ) || str_starts_with( $row['group'], $this->config->hook_prefix() ) );
	}

	/**
	 * @param list<FailedRow> $rows
	 * @return array<int, FailureCause> One for each row.
	 */
	private function causes( array $rows ): array {
		$ids    = array_map( static fn ( array $row ): int => $row['id'], $rows );
		$causes = $this->recorder->causes( $ids );
		$rest   = array_values( array_diff( $ids, array_keys( $causes ) ) );
		$log    = $this->failed->log( array_slice( $rest, 0, self::READ_LOGS ) );
		foreach ( $rest as $id ) {
			$causes[ $id ] = FailureCause::from_log( array_column( $log[ $id ] ?? [], 'text' ) );
		}
		return $causes;
	}

	/**
	 * @param list<FailedRow>          $rows
	 * @param array<int, FailureCause> $causes
	 * @return list<array{cause: FailureCause, count: int, hooks: list<string>, newest_at: int|null, example: int}>
	 */
	private static function grouped( array $rows, array $causes ): array {
		$groups = [];
		foreach ( $rows as $row ) {
			$cause = $causes[ $row['id'] ];
			$group = $groups[ $cause->key() ] ?? [
				'cause'     => $cause,
				'count'     => 0,
				'hooks'     => [],
				'newest_at' => null,
				'example'   => $row['id'],
			];
			++$group['count'];
			$group['hooks'][ $row['hook'] ] = true;
			$group['newest_at']             = max( $group['newest_at'] ?? 0, $row['attempted_at'] ?? 0 );
			$groups[ $cause->key() ]        = $group;
		}
		usort( $groups, static fn ( array $one, array $other ): int => [ $other['count'], $one['example'] ] <=> [ $one['count'], $other['example'] ] );
		return array_map(
			static fn ( array $group ): array => [
				'hooks'     => array_map( 'strval', array_keys( $group['hooks'] ) ),
				'newest_at' => 0 === $group['newest_at'] ? null : $group['newest_at'],
			] + $group,
			$groups
		);
	}

	/** @param FailedRow $row */
	private static function failure( array $row, FailureCause $cause ): Failure {
		return new Failure( $row['id'], $row['hook'], $row['group'], $row['attempts'], $row['claim_id'], $row['is_recurring'], $row['scheduled_at'], $row['attempted_at'], $cause );
	}

	/** @throws InvalidField */
	private static function group_of( string $queue ): string {
		if ( ! str_starts_with( $queue, 'as:' ) ) {
			throw new InvalidField( 'queue', __( 'Only the groups of Action Scheduler (as:...) keep their failures. WP-Cron and Gravity Forms keep none; those of work kept here are listed with it.', 'smartalloc-ops' ) );
		}
		return substr( $queue, strlen( 'as:' ) );
	}
}
