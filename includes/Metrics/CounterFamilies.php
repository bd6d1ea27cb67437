<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\Totals;

defined( 'ABSPATH' ) || exit;

/**
 * What was counted and timed, as counters and histograms with powers of two for bounds.
 *
 * @phpstan-import-type Doublings from Totals
 */
final class CounterFamilies {
	/** Name, label of the scope, help. */
	private const COUNTERS = [
		'queue.ok'             => [ 'jobs_completed_total', 'group', 'Jobs that ended well.' ],
		'queue.failed'         => [ 'jobs_failed_total', 'group', 'Jobs that failed; one that ended well after all is in jobs_recovered_total, too.' ],
		'queue.recovered'      => [ 'jobs_recovered_total', 'group', 'Jobs that were taken for failed and ended well after all.' ],
		'queue.timed_out'      => [ 'jobs_timed_out_total', 'group', 'Jobs that failed because they ran out of time.' ],
		'queue.fatal'          => [ 'jobs_fatal_total', 'group', 'Jobs that failed because their process died.' ],
		'queue.reset'          => [ 'jobs_reset_total', 'group', 'Jobs that were claimed, not begun in time and given back.' ],
		'queue.ignored'        => [ 'jobs_ignored_total', 'group', 'Jobs that a runner took up and did not run.' ],
		'allocation.done'      => [ 'allocations_total', 'form', 'Allocations that ended.' ],
		'allocation.conflict'  => [ 'allocation_conflicts_total', 'form', 'Allocations that ended in a conflict.' ],
		'allocation.duplicate' => [ 'allocation_duplicates_total', 'form', 'Entries that were allocated more than once.' ],
		'export.ended'         => [ 'exports_ended_total', '', 'Exports that ended.' ],
		'export.crashed'       => [ 'exports_crashed_total', '', 'Exports that began and did not end; one that did after all is in exports_recovered_total, too.' ],
		'export.recovered'     => [ 'exports_recovered_total', '', 'Exports that were taken for crashed and ended after all.' ],
		'comms.sent'           => [ 'messages_sent_total', 'channel', 'Messages that were accepted for delivery.' ],
		'comms.failed'         => [ 'messages_failed_total', 'channel', 'Attempts to deliver that failed; one that was made good is in messages_recovered_total, too.' ],
		'comms.recovered'      => [ 'messages_recovered_total', 'channel', 'Failed attempts that a later one made good.' ],
		'comms.bounced'        => [ 'messages_bounced_total', 'channel', 'Messages that came back.' ],
		'comms.duplicate'      => [ 'messages_duplicate_total', 'channel', 'Messages that were sent twice under one key.' ],
		'forms.accepted'       => [ 'submissions_accepted_total', 'form', 'Submissions that a form has accepted.' ],
		'forms.failed'         => [ 'submissions_failed_total', 'form', 'Accepted submissions that nothing came of.' ],
		'security.signature'   => [ 'webhooks_refused_total', '', 'Webhooks that SmartAlloc turned away: signature, clock or replay.' ],
		'security.nonce'       => [ 'nonces_refused_total', '', 'Calls and forms of SmartAlloc with a nonce that was not valid.' ],
		'security.capability'  => [ 'people_refused_total', '', 'Signed-in people whom the API or a page of SmartAlloc turned away.' ],
		'recorder.lost'        => [ 'lost_samples_total', '', 'Measurements that could not be written down.' ],
	];

	/** Name, label of the scope, help, what a unit of ours is in that of the name, and exponents of the first and last bound. */
	private const HISTOGRAMS = [
		'queue.wait'     => [ 'job_wait_seconds', 'group', 'From due to begin, one value for each start.', 1000, 7, 21 ],
		'queue.run'      => [ 'job_run_seconds', 'group', 'From begin to end of a job.', 1000, 3, 17 ],
		'allocation.run' => [ 'allocation_seconds', 'form', 'Duration of an allocation.', 1000, 0, 14 ],
		'export.run'     => [ 'export_seconds', '', 'Duration of an export, for a thousand rows where it has more.', 1000, 6, 20 ],
		'export.peak'    => [ 'export_peak_bytes', '', 'Memory that an export took at most.', 1, 20, 34 ],
		'comms.run'      => [ 'message_send_seconds', 'channel', 'How long handing over a message took.', 1000, 2, 16 ],
	];

	/** Counters that begin at 0 for every group: whoever sees jobs at all sees these. */
	private const OF_EVERY_GROUP = [ Metric::QueueOk, Metric::QueueFailed, Metric::QueueRecovered ];

	/** The first power of two that a doubling is: see Totals::upper(). */
	private const FIRST = -10;

	/**
	 * @param array<string, array<array-key, Doublings>> $totals
	 * @param list<string>                               $groups Of which jobs are seen.
	 */
	public static function write( Exposition $out, array $totals, array $groups ): void {
		foreach ( self::OF_EVERY_GROUP as $metric ) {
			$totals[ $metric->value ] = ( $totals[ $metric->value ] ?? [] ) + array_fill_keys( $groups, [] );
		}
		$totals[ Metric::Lost->value ] = ( $totals[ Metric::Lost->value ] ?? [] ) + [ '' => [] ];
		foreach ( self::COUNTERS as $metric => [ $name, $label, $help ] ) {
			$out->family( $name, 'counter', $help );
			foreach ( self::by_scope( $totals[ $metric ] ?? [] ) as $scope => $doublings ) {
				$out->sample( $name, self::labels( $label, (string) $scope ), array_sum( array_column( $doublings, 'n' ) ) );
			}
		}
		foreach ( self::HISTOGRAMS as $metric => [ $name, $label, $help ] ) {
			$out->family( $name, 'histogram', $help );
			foreach ( self::by_scope( $totals[ $metric ] ?? [] ) as $scope => $doublings ) {
				self::histogram( $out, $metric, self::labels( $label, (string) $scope ), $doublings );
			}
		}
	}

	/**
	 * @param key-of<self::HISTOGRAMS> $metric
	 * @param array<string, string>    $labels
	 * @param Doublings                $doublings
	 */
	private static function histogram( Exposition $out, string $metric, array $labels, array $doublings ): void {
		[ $name, , , $unit, $first, $last ] = self::HISTOGRAMS[ $metric ];
		$seen                               = 0;
		foreach ( range( Totals::ZERO, $last - self::FIRST ) as $doubling ) {
			$seen += $doublings[ $doubling ]['n'] ?? 0;
			if ( $doubling >= $first - self::FIRST ) {
				$out->sample( $name, $labels + [ 'le' => Exposition::number( Totals::upper( $doubling ) / $unit ) ], $seen, '_bucket' );
			}
		}
		$n = array_sum( array_column( $doublings, 'n' ) );
		$out->sample( $name, $labels + [ 'le' => '+Inf' ], $n, '_bucket' );
		$out->sample( $name, $labels, (float) array_sum( array_column( $doublings, 'total' ) ) / $unit, '_sum' );
		$out->sample( $name, $labels, $n, '_count' );
	}

	/**
	 * @param array<array-key, Doublings> $scopes
	 * @return array<array-key, Doublings>
	 */
	private static function by_scope( array $scopes ): array {
		ksort( $scopes, SORT_STRING );
		return $scopes;
	}

	/** @return array<string, string> */
	private static function labels( string $label, string $scope ): array {
		return '' === $label ? [] : [ $label => $scope ];
	}
}
