<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** What is said of triggers. */
final class TriggerWords {
	public static function label( string $id ): string {
		return match ( $id ) {
			'queue_failures'  => __( 'Jobs fail', 'smartalloc-ops' ),
			'queue_wait'      => __( 'Jobs wait too long', 'smartalloc-ops' ),
			'export_crashes'  => __( 'Exports die', 'smartalloc-ops' ),
			'export_memory'   => __( 'Exports take too much memory', 'smartalloc-ops' ),
			'export_duration' => __( 'Exports take too long', 'smartalloc-ops' ),
			'delivery'        => __( 'Messages do not arrive', 'smartalloc-ops' ),
			'health'          => __( 'A check of Health is critical', 'smartalloc-ops' ),
			'dead_letters'    => __( 'Dead letters grow', 'smartalloc-ops' ),
			'duplicates'      => __( 'Duplicates grow', 'smartalloc-ops' ),
			'utc'             => __( 'Times are no longer in UTC', 'smartalloc-ops' ),
			'signatures'      => __( 'Signatures of webhooks fail', 'smartalloc-ops' ),
			'nonces'          => __( 'Nonces fail', 'smartalloc-ops' ),
			'capabilities'    => __( 'People are turned away', 'smartalloc-ops' ),
			'fatal'           => __( 'The watchdog had to act', 'smartalloc-ops' ),
			'fatal_seen'      => __( 'Requests die of SmartAlloc', 'smartalloc-ops' ),
			default           => $id,
		};
	}

	public static function rule( Trigger $trigger ): string {
		return match ( $trigger->source ) {
			Trigger::ALERT => __( 'Fires while an alert on it is open and the last measurement, not older than it may be, is still critical.', 'smartalloc-ops' ),
			Trigger::HEALTH => __( 'Fires while an alert on any check is open and its last measurement, not older than it may be, is still critical.', 'smartalloc-ops' ),
			Trigger::GROWTH => self::growth_rule( $trigger ),
			default => 'fatal' === $trigger->id
				? __( 'Fires for an hour after the watchdog stopped SmartAlloc, and as long as it holds it: it has seen for itself that the site dies of it.', 'smartalloc-ops' )
				: __( 'Fires when three requests in ten minutes died of SmartAlloc before they had begun, and none has begun well since.', 'smartalloc-ops' ),
		};
	}

	/** What a person must know before it may act by itself. */
	public static function caution( Trigger $trigger ): string {
		return match ( true ) {
			$trigger->by_strangers => __( 'Whoever can reach the site can bring this about, so it never starts a rollback by itself.', 'smartalloc-ops' ),
			Trigger::HEALTH === $trigger->source => __( 'A check also turns critical for reasons that no release of SmartAlloc has: WP-Cron, mail, clocks.', 'smartalloc-ops' ),
			'delivery' === $trigger->id => __( 'A mail server that is down looks the same; another release would not help then.', 'smartalloc-ops' ),
			in_array( $trigger->id, [ 'queue_wait', 'queue_failures', 'dead_letters' ], true ) => __( 'More visitors than usual, or a service of others that is down, can look the same.', 'smartalloc-ops' ),
			default => '',
		};
	}

	/** @param string $what Name of what it is about. */
	public static function why( string $code, string $what = '' ): string {
		return match ( $code ) {
			'ok'           => __( 'Nothing speaks for it.', 'smartalloc-ops' ),
			'alert'        => __( 'An alert is open.', 'smartalloc-ops' ),
			'before_build' => __( 'It began before this build came, so it is no evidence against it.', 'smartalloc-ops' ),
			'no_build'     => __( 'It is not known which build runs, or since when.', 'smartalloc-ops' ),
			'unreadable'   => __( 'The database did not answer.', 'smartalloc-ops' ),
			'unseen'       => __( 'Nobody has looked yet.', 'smartalloc-ops' ),
			'not_looked'   => __( 'Nobody has looked lately, so WP-Cron may stand still.', 'smartalloc-ops' ),
			'no_watchdog'  => __( 'The watchdog is not installed, so nobody sees it.', 'smartalloc-ops' ),
			/* translators: %s: name of a check. */
			'unconfirmed'  => sprintf( __( '%s is critical, and no alert on it has fired yet: one measurement is none.', 'smartalloc-ops' ), $what ),
			/* translators: %s: name of a check. */
			'stale'        => sprintf( __( '%s was not measured lately.', 'smartalloc-ops' ), $what ),
			/* translators: %s: name of a check. */
			'not_measured' => sprintf( __( '%s is not known.', 'smartalloc-ops' ), $what ),
			default        => $code,
		};
	}

	public static function growth( Growth $growth ): string {
		$minutes = max( 1, intdiv( $growth->window_s, 60 ) );
		return match ( $growth->why ) {
			'grows', 'ok' => sprintf(
				/* translators: 1: number, 2: number of minutes, 3: number, 4: number, 5: number of hours. */
				__( '%1$s in the last %2$d minutes. It grows from %3$s on; what 95 of 100 hours stayed at or below is %4$s, by %5$d hours of the week before.', 'smartalloc-ops' ),
				self::number( $growth->value ),
				$minutes,
				self::number( $growth->threshold ),
				self::number( $growth->baseline ),
				$growth->hours
			),
			'too_little_history' => sprintf(
				/* translators: 1: number of hours, 2: number of hours. */
				__( 'Too little is known of what is usual: %1$d hours of the last week were observed, and %2$d are needed.', 'smartalloc-ops' ),
				$growth->hours,
				Growth::MIN_HOURS
			),
			'too_new' => __( 'This build came too short a time ago.', 'smartalloc-ops' ),
			'nothing_happened' => __( 'Nothing happened since then that could have gone wrong.', 'smartalloc-ops' ),
			default => __( 'It was not measured lately.', 'smartalloc-ops' ),
		};
	}

	/** @param array{at: int, file: string, kind: string}|null $fatal */
	public static function acted( string $what, ?array $fatal ): string {
		$did = str_starts_with( $what, 'failed:' )
			/* translators: %s: code of a reason. */
			? sprintf( __( 'The watchdog stopped SmartAlloc, because the good build could not be brought back (%s).', 'smartalloc-ops' ), substr( $what, 7 ) )
			: __( 'The watchdog stopped SmartAlloc, because the site died of it.', 'smartalloc-ops' );
		return trim( $did . ' ' . self::fatal( $fatal ) );
	}

	/** @param array{at: int, file: string, kind: string}|null $fatal */
	public static function deaths( int $deaths, ?array $fatal ): string {
		/* translators: %d: number of requests. */
		return trim( sprintf( _n( '%d request died of SmartAlloc before it had begun.', '%d requests died of SmartAlloc before they had begun.', $deaths, 'smartalloc-ops' ), $deaths ) . ' ' . self::fatal( $fatal ) );
	}

	/** @param array{at: int, file: string, kind: string}|null $fatal */
	private static function fatal( ?array $fatal ): string {
		/* translators: 1: kind of an error, 2: name of a file. */
		return null === $fatal || '' === $fatal['file'] ? '' : sprintf( __( 'Last: %1$s in %2$s.', 'smartalloc-ops' ), $fatal['kind'], $fatal['file'] );
	}

	private static function growth_rule( Trigger $trigger ): string {
		$floor = $trigger->growth->floor ?? 0;
		$what  = match ( $trigger->id ) {
			'dead_letters' => __( 'By how much their number rose is counted, each minute.', 'smartalloc-ops' ),
			'duplicates'   => __( 'Messages sent twice under one key and entries allocated twice are counted.', 'smartalloc-ops' ),
			'signatures'   => __( 'Webhooks that SmartAlloc turned away are counted: a wrong signature, a clock that is off and a replay look the same from outside.', 'smartalloc-ops' ),
			'nonces'       => __( 'Calls and forms of SmartAlloc that came with a nonce that is not valid are counted.', 'smartalloc-ops' ),
			default        => __( 'Signed-in people whom the API or a page of SmartAlloc turned away are counted; what its own forms refuse in silence is not measured.', 'smartalloc-ops' ),
		};
		/* translators: 1: number of times, 2: number, 3: number of hours. */
		return "$what " . sprintf( __( 'Fires in two looks in a row when the last hour since this build came has %1$d times what 95 of 100 hours of the week before stayed at or below, and at least %2$d; with fewer than %3$d such hours it is unknown.', 'smartalloc-ops' ), Growth::FACTOR, $floor, Growth::MIN_HOURS );
	}

	private static function number( ?float $value ): string {
		return null === $value ? '?' : (string) round( $value, 1 );
	}
}
