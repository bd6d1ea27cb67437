<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Health\HourlyCounts;
use SmartAllocOps\Health\Silence;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether the forms have fallen silent: nothing fails, and nothing comes in. */
final class SilenceProbe implements Probe {
	public const ID = 'silence';

	/** What the self-test makes of the counts: so many an hour for so many weeks, then silence for so many hours. */
	private const FAULT_AN_HOUR = 3;
	private const FAULT_HOURS   = 12;

	/** @var array{since: int, hours: array<int, int>}|null Counts of a self-test. */
	private ?array $pretended = null;

	public function __construct( private readonly HourlyCounts $counts, private readonly GravityForms $gravity_forms, private readonly FlagHolds $holds, private readonly Config $config ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Silence of the forms', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'forms';
	}

	public function why(): string {
		return __( 'When a page, a script or a menu breaks, no job fails and no mail bounces: submissions just stop coming.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: number of submissions, 2: number of submissions, 3: number of weeks, 4: number of submissions. */
		return sprintf( __( 'Critical when a form had no submission through hours that brought %1$d or more on average in the last four weeks, and some in each of them; recommended from %2$d on. Judged from %3$d weeks and %4$d submissions on.', 'smartalloc-ops' ), (int) Silence::CRITICAL_FROM, (int) Silence::RECOMMENDED_FROM, $this->config->silence_minimum_weeks(), $this->config->silence_minimum_submissions() );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [ GravityFormsProbe::ID ];
	}

	public function measure(): Reading {
		$forms  = $this->config->forms();
		$states = $this->gravity_forms->forms( $forms );
		$counts = $this->counts->of( $forms );
		$found  = [];
		foreach ( $forms as $form_id ) {
			$count            = $this->pretended ?? $counts[ $form_id ];
			$is_explained     = null === $this->pretended && ( 'active' !== $states[ $form_id ]['state'] || $this->holds->is_on( 'intake', (string) $form_id ) );
			$found[ $form_id ] = $is_explained ? null : Silence::of( $count['hours'], $count['since'], $this->counts->now_hour(), $this->config->silence_minimum_weeks(), $this->config->silence_minimum_submissions() );
		}
		return self::judge( $found );
	}

	public function under_fault( callable $body ): mixed {
		$now             = $this->counts->now_hour();
		$since           = $now - 5 * 168;
		$this->pretended = [
			'since' => $since,
			'hours' => array_fill( $since, $now - self::FAULT_HOURS - $since, self::FAULT_AN_HOUR ),
		];
		try {
			return $body();
		} finally {
			$this->pretended = null;
		}
	}

	public function fault(): string {
		/* translators: 1: number of submissions, 2: number of hours. */
		return sprintf( __( 'The counts are taken to be %1$d submissions an hour for five weeks, and none for the last %2$d hours.', 'smartalloc-ops' ), self::FAULT_AN_HOUR, self::FAULT_HOURS );
	}

	/** @param array<int, Silence|null> $found By form; null: a switch explains its silence. */
	private static function judge( array $found ): Reading {
		$judged = array_filter( $found );
		if ( [] === $judged ) {
			return Reading::good( __( 'No submissions are expected: every form is switched off or its intake is held.', 'smartalloc-ops' ) );
		}
		$rank = static fn ( Silence $silence ): array => [ $silence->is_critical() ? 0 : [ 'silent' => 1, 'too_few_samples' => 2, 'explained' => 3, 'not_silent' => 4 ][ $silence->verdict ], -( $silence->expected ?? 0.0 ) ];
		uasort( $judged, static fn ( Silence $one, Silence $other ): int => $rank( $one ) <=> $rank( $other ) );
		$form_id = (int) array_key_first( $judged );
		$silence = $judged[ $form_id ];
		if ( 'too_few_samples' === $silence->verdict ) {
			/* translators: 1: number of a form, 2: number of weeks, 3: number of submissions. */
			return Reading::of( Status::Unknown, 'too_few_samples', sprintf( __( 'Form %1$d cannot be judged yet: %2$d whole weeks with %3$d submissions are known of it.', 'smartalloc-ops' ), $form_id, $silence->weeks, $silence->n ), [ Links::form( $form_id ) ], null, null, $silence->n );
		}
		$expected = number_format_i18n( (float) $silence->expected, 1 );
		/* translators: 1: number of a form, 2: number of hours, 3: number of submissions, 4: number of weeks. */
		$numbers = sprintf( __( 'Form %1$d: %2$d whole hours without a submission; the same hours brought %3$s on average in the last %4$d weeks.', 'smartalloc-ops' ), $form_id, $silence->hours, $expected, $silence->weeks );
		$window  = $silence->weeks * 168 * 3600;
		return match ( $silence->verdict ) {
			'silent' => Reading::of( $silence->is_critical() ? Status::Critical : Status::Recommended, 'silent', $numbers, self::ways_forward( $form_id ), $silence->hours, 'h', $silence->n, $window ),
			/* translators: %s: a sentence before. */
			'explained' => Reading::of( Status::Good, 'explained', sprintf( __( '%s One of these weeks was as silent.', 'smartalloc-ops' ), $numbers ), [], $silence->hours, 'h', $silence->n, $window ),
			default => Reading::of( Status::Good, 'ok', $numbers, [], $silence->hours, 'h', $silence->n, $window ),
		};
	}

	/** @return list<Action> */
	private static function ways_forward( int $form_id ): array {
		return [ Links::form( $form_id ), Action::link( __( 'Open the site as a visitor does', 'smartalloc-ops' ), home_url( '/' ) ) ];
	}
}
