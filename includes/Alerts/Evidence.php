<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\JournalFeed;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Platform\Versions;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** Freezes what is known when an alert fires: the measurement and its rule, flags and versions in force, and what changed before it began. */
final class Evidence {
	public const TABLE = 'decisions';

	/** How long before the onset a change may have been the cause. */
	private const BEFORE_MS = 86_400_000;

	private const CHANGES = 20;

	/** Signals of a mass that are named. */
	private const MEMBERS = 50;

	/** @param \Closure(): (string|null) $release Release of SmartAlloc. */
	public function __construct(
		private readonly Database $db,
		private readonly Clock $clock,
		private readonly Signals $signals,
		private readonly FlagService $flags,
		private readonly Versions $versions,
		private readonly JournalFeed $feed,
		private readonly \Closure $release,
	) {}

	/** @return int Number of the decision; the same when it was frozen before. */
	public function freeze( Alert $alert, ?Verdict $verdict ): int {
		return $this->keep( $alert, Sentences::recording( fn (): array => $this->told_of( $alert, $verdict, [] ) ) );
	}

	/**
	 * @param non-empty-list<Alert>  $members
	 * @param array<string, Verdict> $verdicts
	 */
	public function freeze_mass( Alert $mass, array $members, array $verdicts ): int {
		$lines = array_map(
			static fn ( Alert $member ): array => [
				'signal'   => $member->signal,
				'severity' => $member->severity->value,
				'finding'  => ( $verdicts[ $member->signal ] ?? null )?->recorded->finding ?? '',
			],
			array_slice( $members, 0, self::MEMBERS )
		);
		return $this->keep(
			$mass,
			Sentences::recording(
				/* translators: %d: number of checks. */
				fn (): array => [ 'finding' => sprintf( _n( '%d check went bad at once. A common cause is likely.', '%d checks went bad at once. A common cause is likely.', count( $members ), 'smartalloc-ops' ), count( $members ) ) ] + $this->told_of( $mass, null, $lines )
			)
		);
	}

	public function get( int $id ): ?Decision {
		$row  = $this->db->row( 'SELECT * FROM %i WHERE id = %d', [ $this->db->table( self::TABLE ), $id ] );
		$data = null === $row ? null : json_decode( (string) $row['data'], true );
		return null === $row ? null : new Decision( (int) $row['id'], (int) $row['alert_id'], (string) $row['signal_id'], (int) $row['created_at'], is_array( $data ) ? $data : [] );
	}

	/** @param array<string, mixed> $data */
	private function keep( Alert $alert, array $data ): int {
		$table = $this->db->table( self::TABLE );
		$this->db->execute( 'INSERT IGNORE INTO %i (alert_id, signal_id, data, created_at) VALUES (%d, %s, %s, %d)', [ $table, $alert->id, $alert->signal, (string) wp_json_encode( $data ), $this->clock->now_ms() ] );
		return (int) $this->db->value( 'SELECT id FROM %i WHERE alert_id = %d', [ $table, $alert->id ] );
	}

	/**
	 * @param list<array{signal: string, severity: string, finding: string}> $members
	 * @return array<string, mixed>
	 */
	private function told_of( Alert $alert, ?Verdict $verdict, array $members ): array {
		$reading = $verdict?->recorded;
		$board   = $this->flags->board();
		return [
			'label'       => $this->signals->label( $alert->signal ),
			'rule'        => $this->signals->rule( $alert->signal ),
			/* translators: %d: number of measurements. */
			'held'        => sprintf( _n( 'Bad in %d measurement in a row.', 'Bad in %d measurements in a row.', $alert->bad_rounds, 'smartalloc-ops' ), $alert->bad_rounds ),
			'severity'    => $alert->severity->value,
			'status'      => $reading?->status->value,
			'reason'      => $reading->reason ?? '',
			'finding'     => $reading->finding ?? '',
			'value'       => $reading?->value,
			'unit'        => $reading?->unit,
			'n'           => $reading?->n,
			'window_s'    => $reading?->window_s,
			'measured_at' => Time::rfc3339( $verdict?->measured_at ),
			'age_ms'      => null === $verdict ? null : max( 0, $this->clock->now_ms() - $verdict->measured_at ),
			'onset_at'    => Time::rfc3339( $alert->onset_at ),
			'frozen'      => $board->freeze->is_on(),
			'flags'       => array_map(
				static fn ( FlagState $flag ): array => [
					'flag'     => $flag->flag,
					'scope'    => $flag->scope,
					'value'    => $flag->value,
					'revision' => $flag->revision,
				],
				$board->states
			),
			'release'     => ( $this->release )(),
			'versions'    => array_map(
				static fn ( array $version ): array => [
					'name'  => $version['name'],
					'found' => $version['found'],
				],
				$this->versions->all()
			),
			'changes'     => $this->changes( $alert->onset_at ),
			'members'     => $members,
		];
	}

	/** @return list<array{at: string|null, kind: string, subject: string, change: string}> Newest first. */
	private function changes( int $onset ): array {
		$lines = [];
		// What was done in the same minute may be written down a moment after it was measured.
		foreach ( $this->feed->page( new JournalFilter( from: $onset - self::BEFORE_MS, to: $onset + 60_000 ), null, self::CHANGES )['entries'] as $line ) {
			if ( ! str_starts_with( $line['entry']->subject, 'alert:' ) ) {
				$lines[] = [
					'at'      => Time::rfc3339( $line['entry']->at ),
					'kind'    => $line['kind'],
					'subject' => $line['entry']->subject,
					'change'  => $line['entry']->change,
				];
			}
		}
		return $lines;
	}
}
