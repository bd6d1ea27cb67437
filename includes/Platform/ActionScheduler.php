<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Action Scheduler as it is found here: present, absent or broken; its rows read with an index and a bound.
 *
 * The one thing written is the status of a row that is held: one compare-and-swap, and one back.
 */
final class ActionScheduler {
	/** Our own status of a held row (the column takes 20 characters). Action Scheduler neither claims nor cleans it. */
	public const HELD = 'smartalloc-held';

	/** Rows of one status that one question may read. Beyond it a count is "at least". */
	public const SAMPLE = 4_000;

	private const COLUMNS = [ 'action_id', 'hook', 'status', 'scheduled_date_gmt', 'last_attempt_gmt', 'group_id', 'claim_id', 'attempts' ];

	private ?Presence $presence = null;

	public function __construct( private readonly Database $db ) {}

	public function presence(): Presence {
		// Before its init nothing is known yet, so only a settled answer is kept.
		if ( null === $this->presence || ! did_action( 'action_scheduler_init' ) ) {
			$this->presence = Sentences::recording( fn (): Presence => $this->look() );
		}
		return $this->presence->told();
	}

	/**
	 * Calls `$body` as if Action Scheduler were not here, for the self-test of whatever depends on it.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_absent( callable $body ): mixed {
		$this->presence();
		$before         = $this->presence;
		$this->presence = Sentences::recording( static fn (): Presence => Presence::absent( __( 'Action Scheduler is treated as absent by a self-test.', 'smartalloc-ops' ) ) );
		try {
			return $body();
		} finally {
			$this->presence = $before;
		}
	}

	/**
	 * How many jobs of these hooks that were due after a moment are complete: what a flag would have reached.
	 *
	 * @param list<string> $hooks
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function completed_since( array $hooks, int $since_ms ): Count {
		$parts = [];
		$args  = [];
		foreach ( $hooks as $number => $hook ) {
			$parts[] = "SELECT COUNT(*) AS n FROM (SELECT action_id FROM %i WHERE hook = %s AND status = 'complete' AND scheduled_date_gmt >= %s LIMIT 1001) hook_$number";
			array_push( $args, $this->actions(), $hook, Time::to_gmt( $since_ms ) );
		}
		$total = new Count( 0 );
		foreach ( [] === $parts ? [] : $this->db->rows( implode( ' UNION ALL ', $parts ), $args ) as $row ) {
			$total = $total->plus( Count::up_to( (int) $row['n'], 1000 ) );
		}
		return $total;
	}

	/**
	 * Jobs of SmartAlloc that wait or run and are not links of a recurring chain: those a switch of the queue would have
	 * to move. Recurring chains stay with Action Scheduler in both modes.
	 *
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function unfinished_single( Config $config ): Count {
		$total = new Count( 0 );
		foreach ( [ 'pending', 'in-progress', self::HELD ] as $status ) {
			// The class name stands in the text of the column; foreign data is never unserialized.
			$rows    = $this->db->rows(
				"SELECT COALESCE(g.slug, '') AS slug, t.hook, COUNT(*) AS n, SUM(t.recurring) AS recurring
				FROM (SELECT group_id, hook, CASE WHEN schedule LIKE %s OR schedule LIKE %s THEN 1 ELSE 0 END AS recurring FROM %i WHERE status = %s ORDER BY scheduled_date_gmt LIMIT %d) t
				LEFT JOIN %i g ON g.group_id = t.group_id GROUP BY g.slug, t.hook",
				[ '%IntervalSchedule%', '%CronSchedule%', $this->actions(), $status, self::SAMPLE + 1, $this->groups() ]
			);
			$counted = 0;
			$ours    = 0;
			foreach ( $rows as $row ) {
				$counted += (int) $row['n'];
				if ( $config->is_smartalloc_job( (string) $row['hook'], (string) $row['slug'] ) ) {
					$ours += (int) $row['n'] - (int) $row['recurring'];
				}
			}
			$total = $total->plus( new Count( $ours, $counted > self::SAMPLE ) );
		}
		return $total;
	}

	/**
	 * Which of these slugs Action Scheduler knows. A claim filter in which none exists stops every queue.
	 *
	 * @param list<string> $slugs
	 * @return list<string>
	 */
	public function existing_groups( array $slugs ): array {
		if ( [] === $slugs ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $slugs ), '%s' ) );
		$rows  = $this->db->rows( "SELECT slug FROM %i WHERE slug IN ($marks)", [ $this->groups(), ...$slugs ] );
		return array_map( static fn ( array $row ): string => (string) $row['slug'], $rows );
	}

	/** @return array{hook: string, group: string, status: string}|null */
	public function row( int $action_id ): ?array {
		$row = $this->db->row(
			"SELECT a.hook, a.status, COALESCE(g.slug, '') AS slug FROM %i a LEFT JOIN %i g ON g.group_id = a.group_id WHERE a.action_id = %d",
			[ $this->actions(), $this->groups(), $action_id ]
		);
		return null === $row ? null : [
			'hook'   => (string) $row['hook'],
			'group'  => (string) $row['slug'],
			'status' => (string) $row['status'],
		];
	}

	/**
	 * A job, and those of the same claim that have not begun: hook, group and when each was due. One statement for all.
	 *
	 * @return array<int, array{hook: string, group: string, due_ms: int|null}> By id.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function claimed_with( int $action_id, int $limit ): array {
		$rows = $this->db->rows(
			"SELECT a.action_id, a.hook, a.scheduled_date_gmt, COALESCE(g.slug, '') AS slug FROM (
				SELECT action_id, hook, group_id, scheduled_date_gmt FROM %i WHERE action_id = %d
				UNION
				SELECT * FROM (SELECT action_id, hook, group_id, scheduled_date_gmt FROM %i WHERE claim_id = (SELECT claim_id FROM %i WHERE action_id = %d AND claim_id > 0) AND status = 'pending' LIMIT %d) claimed
			) a LEFT JOIN %i g ON g.group_id = a.group_id",
			[ $this->actions(), $action_id, $this->actions(), $this->actions(), $action_id, $limit, $this->groups() ]
		);
		$found = [];
		foreach ( $rows as $row ) {
			$found[ (int) $row['action_id'] ] = [
				'hook'   => (string) $row['hook'],
				'group'  => (string) $row['slug'],
				'due_ms' => Time::from_gmt( $row['scheduled_date_gmt'] ),
			];
		}
		return $found;
	}

	/**
	 * @param list<int> $action_ids
	 * @return array<int, array{hook: string, group: string, status: string}> By id; those that are not there are left out.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function rows_of( array $action_ids ): array {
		if ( [] === $action_ids ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $action_ids ), '%d' ) );
		$found = [];
		foreach ( $this->db->rows( "SELECT a.action_id, a.hook, a.status, COALESCE(g.slug, '') AS slug FROM %i a LEFT JOIN %i g ON g.group_id = a.group_id WHERE a.action_id IN ($marks)", [ $this->actions(), $this->groups(), ...$action_ids ] ) as $row ) {
			$found[ (int) $row['action_id'] ] = [
				'hook'   => (string) $row['hook'],
				'group'  => (string) $row['slug'],
				'status' => (string) $row['status'],
			];
		}
		return $found;
	}

	/** Takes a pending row out of every runner's reach, whole. False: it was not pending any more. */
	public function hold_row( int $action_id ): bool {
		return $this->swap_status( $action_id, 'pending', self::HELD );
	}

	/** Gives a held row back to the runners. False: it was not held any more. */
	public function release_row( int $action_id ): bool {
		return $this->swap_status( $action_id, self::HELD, 'pending' );
	}

	/**
	 * The held link of a recurring job.
	 *
	 * @param array<mixed> $args
	 */
	public function held_chain( string $hook, array $args, string $group ): ?int {
		$json = (string) wp_json_encode( $args );
		$id   = $this->db->value(
			"SELECT a.action_id FROM %i a LEFT JOIN %i g ON g.group_id = a.group_id
			WHERE a.hook = %s AND a.status = %s AND COALESCE(g.slug, '') = %s AND a.args IN (%s, %s) AND (a.schedule LIKE %s OR a.schedule LIKE %s) LIMIT 1",
			// Long arguments are stored elsewhere, and their digest here.
			[ $this->actions(), $this->groups(), $hook, self::HELD, $group, $json, md5( $json ), '%IntervalSchedule%', '%CronSchedule%' ]
		);
		return null === $id ? null : (int) $id;
	}

	/**
	 * Rows in our status that no open row of the ledger names: one was lost, or could not be written.
	 *
	 * @param string $ledger Short name of the table of work.
	 * @return list<array{id: int, hook: string, group: string}>
	 */
	public function held_without( string $ledger, int $limit ): array {
		$rows = $this->db->rows(
			"SELECT a.action_id, a.hook, COALESCE(g.slug, '') AS slug FROM %i a
			LEFT JOIN %i g ON g.group_id = a.group_id
			LEFT JOIN %i w ON w.work_key = CONCAT('as:', a.action_id) AND w.state NOT IN ('done', 'closed')
			WHERE a.status = %s AND w.id IS NULL LIMIT %d",
			[ $this->actions(), $this->groups(), $this->db->table( $ledger ), self::HELD, $limit ]
		);
		return array_map(
			static fn ( array $row ): array => [
				'id'    => (int) $row['action_id'],
				'hook'  => (string) $row['hook'],
				'group' => (string) $row['slug'],
			],
			$rows
		);
	}

	/** Gives every held row back: deactivation and uninstall leave nothing behind in foreign tables. Returns how many. */
	public function release_all_rows(): int {
		if ( ! $this->db->has_table( $this->actions() ) ) {
			return 0;
		}
		return $this->db->execute( "UPDATE %i SET status = 'pending', claim_id = 0 WHERE status = %s", [ $this->actions(), self::HELD ] );
	}

	private function swap_status( int $action_id, string $from, string $to ): bool {
		return 1 === $this->db->execute(
			'UPDATE %i SET status = %s, claim_id = 0 WHERE action_id = %d AND status = %s',
			[ $this->actions(), $to, $action_id, $from ]
		);
	}

	private function actions(): string {
		return $this->db->foreign( 'actionscheduler_actions' );
	}

	private function groups(): string {
		return $this->db->foreign( 'actionscheduler_groups' );
	}

	private function look(): Presence {
		if ( ! class_exists( 'ActionScheduler', false ) || ! function_exists( 'as_enqueue_async_action' ) ) {
			return Presence::absent( __( 'Action Scheduler is not loaded on this site.', 'smartalloc-ops' ) );
		}
		$version = class_exists( 'ActionScheduler_Versions', false ) ? (string) \ActionScheduler_Versions::instance()->latest_version() : '';
		$source  = $this->source();
		if ( ! did_action( 'action_scheduler_init' ) ) {
			return Presence::broken( __( 'Action Scheduler is loaded but has not started.', 'smartalloc-ops' ), $version, $source );
		}
		try {
			// Both tables and every column we read, in one statement that reads no row: the first screen may make twelve.
			$this->db->rows( 'SELECT a.' . implode( ', a.', self::COLUMNS ) . ', g.slug FROM %i a LEFT JOIN %i g ON g.group_id = a.group_id WHERE a.action_id = 0', [ $this->actions(), $this->groups() ] );
		} catch ( DatabaseError ) {
			return Presence::broken( __( 'The tables of Action Scheduler are missing or differ from what this console knows.', 'smartalloc-ops' ), $version, $source );
		}
		/* translators: 1: version number, 2: name of a plugin folder. */
		return Presence::present( sprintf( __( 'Action Scheduler %1$s, loaded from %2$s.', 'smartalloc-ops' ), $version, $source ), $version, $source );
	}

	/** Folder of the plugin that brought it: several plugins may bundle their own. */
	private function source(): string {
		$folder = PluginFolder::of( (string) ( new \ReflectionClass( 'ActionScheduler' ) )->getFileName() );
		return '' === $folder ? __( 'outside the plugins', 'smartalloc-ops' ) : $folder;
	}
}
