<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Finds the jobs of one entry in Action Scheduler without reading its table from end to end.
 *
 * Three bounded looks: by the ids that the log or the ledger names; by the exact arguments of jobs that take nothing but
 * the number of an entry (indexed); and, hook by hook, through the jobs that became due after the submission.
 */
final class EntryJobs {
	/** Rows read of each hook in each status; with all hooks together below the 5,000 that one statement may read. */
	private const CAPS = [
		'complete'             => 120,
		'pending'              => 60,
		'failed'               => 60,
		ActionScheduler::HELD  => 40,
		'in-progress'          => 20,
		'canceled'             => 20,
	];

	private const HOOKS = 15;
	private const FOUND = 60;

	/** A job may become due a moment before the entry it is about was stamped. */
	private const SLACK_MS = 60_000;

	public function __construct( private readonly Database $db, private readonly ActionScheduler $action_scheduler, private readonly SmartAlloc $smart_alloc, private readonly Config $config ) {}

	public function presence(): Presence {
		return $this->action_scheduler->presence();
	}

	/**
	 * @param int|null  $since_ms  When the entry came; null when nobody knows, and then nothing is looked through.
	 * @param list<int> $known_ids Ids of actions that are about it for certain.
	 * @return array{jobs: list<EntryJob>, is_whole: bool} Not whole: there were more rows than are read, or no index to read them by.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function find( int $entry_id, ?int $since_ms, array $known_ids ): array {
		$jobs     = $this->by_id( array_slice( $known_ids, 0, self::FOUND ) ) + $this->by_arguments( $entry_id );
		$is_whole = null !== $since_ms;
		if ( null !== $since_ms ) {
			try {
				[ $more, $is_whole ] = $this->by_hook( $entry_id, $since_ms );
				$jobs               += $more;
			} catch ( DatabaseError ) {
				// The table lacks the index: the first two looks stand.
				$is_whole = false;
			}
		}
		ksort( $jobs );
		return [
			'jobs'     => array_values( $jobs ),
			'is_whole' => $is_whole,
		];
	}

	/**
	 * @param list<int> $ids
	 * @return array<int, EntryJob>
	 */
	private function by_id( array $ids ): array {
		if ( [] === $ids ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
		return $this->jobs( "SELECT * FROM %i WHERE action_id IN ($marks)", [ $this->actions(), ...$ids ] );
	}

	/** @return array<int, EntryJob> */
	private function by_arguments( int $entry_id ): array {
		$jobs = $this->jobs( 'SELECT * FROM %i WHERE args IN (%s, %s) LIMIT %d', [ $this->actions(), "[$entry_id]", "[\"$entry_id\"]", self::FOUND ] );
		// A job of an export has a number for its only argument, too.
		return array_filter( $jobs, static fn ( EntryJob $job ): bool => JobArguments::is_about_an_entry( $job->hook ) );
	}

	/** @return array{array<int, EntryJob>, bool} */
	private function by_hook( int $entry_id, int $since_ms ): array {
		$hooks = $this->hooks();
		$parts = [];
		$args  = [];
		foreach ( array_slice( $hooks, 0, self::HOOKS ) as $hook ) {
			foreach ( self::CAPS as $status => $cap ) {
				$parts[] = 'SELECT * FROM (SELECT * FROM %i FORCE INDEX (hook_status_scheduled_date_gmt) WHERE hook = %s AND status = %s AND scheduled_date_gmt >= %s ORDER BY scheduled_date_gmt LIMIT %d) part' . count( $parts );
				array_push( $args, $this->actions(), $hook, $status, Time::to_gmt( $since_ms - self::SLACK_MS ), $cap );
			}
		}
		if ( [] === $parts ) {
			return [ [], false ];
		}
		$all      = implode( ' UNION ALL ', $parts );
		$likes    = array_map( static fn ( string $text ): string => '%' . $text . '%', [ "\"entry\\_id\":$entry_id,", "\"entry\\_id\":$entry_id}", "\"entry\\_id\":\"$entry_id\"" ] );
		$jobs     = $this->jobs(
			"SELECT * FROM ($all) t WHERE t.args LIKE %s OR t.args LIKE %s OR t.args LIKE %s OR t.extended_args LIKE %s OR t.extended_args LIKE %s OR t.extended_args LIKE %s LIMIT %d",
			[ ...$args, ...$likes, ...$likes, self::FOUND ]
		);
		$is_whole = count( $hooks ) <= self::HOOKS && count( $jobs ) < self::FOUND;
		foreach ( $is_whole ? $this->db->rows( "SELECT hook, status, COUNT(*) AS n FROM ($all) t GROUP BY hook, status", $args ) : [] as $row ) {
			$is_whole = $is_whole && (int) $row['n'] < ( self::CAPS[ (string) $row['status'] ] ?? 0 );
		}
		return [ $jobs, $is_whole ];
	}

	/**
	 * @param list<string|int> $args
	 * @return array<int, EntryJob> By id.
	 */
	private function jobs( string $select, array $args ): array {
		$rows = $this->db->rows(
			"SELECT a.action_id, a.hook, a.status, a.scheduled_date_gmt, a.last_attempt_gmt, a.attempts, COALESCE(g.slug, '') AS slug FROM ($select) a LEFT JOIN %i g ON g.group_id = a.group_id",
			[ ...$args, $this->db->foreign( 'actionscheduler_groups' ) ]
		);
		$jobs = [];
		foreach ( $rows as $row ) {
			if ( $this->config->is_smartalloc_job( (string) $row['hook'], (string) $row['slug'] ) ) {
				$jobs[ (int) $row['action_id'] ] = new EntryJob(
					(int) $row['action_id'],
					(string) $row['hook'],
					(string) $row['slug'],
					(string) $row['status'],
					Time::from_gmt( $row['scheduled_date_gmt'] ),
					Time::from_gmt( $row['last_attempt_gmt'] ),
					(int) $row['attempts']
				);
			}
		}
		return $jobs;
	}

	/** @return list<string> */
	private function hooks(): array {
		return array_values( array_unique( [ ...$this->config->notification_hooks(), ...$this->config->webhook_hooks(), ...$this->smart_alloc->listens_to( fn ( string $hook ): bool => $this->config->is_smartalloc_hook( $hook ) && ! $this->is_contract( $hook ) ) ] ) );
	}

	/** SmartAlloc may listen to what it tells itself: those are no jobs. */
	private function is_contract( string $hook ): bool {
		return 1 === preg_match( '/_(?:submission|finished|started|result|pushed|enabled)$/', $hook );
	}

	private function actions(): string {
		return $this->db->foreign( 'actionscheduler_actions' );
	}
}
