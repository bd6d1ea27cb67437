<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Flags\Enforcer\GppaEnforcer;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/**
 * Which voice wins, as a table: what switches everything off, then the freeze, then what was set for one form or group,
 * then the default. Percentages and lists of the allowed are not built, so they have no row.
 */
final class PrecedenceTest extends PipelineTestCase {
	/** @return array<string, array{list<array{string, string, string}>, string, bool}> What was set in turn, what is asked, whether it is held or off. */
	public static function values(): array {
		return [
			'nothing set: the default of gppa'             => [ [], 'gppa 150', false ],
			'nothing set: the default of comms'            => [ [], 'comms', false ],
			'nothing set: the default of intake'           => [ [], 'intake 150', false ],
			'off for one form'                             => [ [ [ 'gppa', '150', 'off' ] ], 'gppa 150', true ],
			'off for one form is not off for another'      => [ [ [ 'gppa', '150', 'off' ] ], 'gppa 151', false ],
			'off for all forms'                            => [ [ [ 'gppa', '', 'off' ] ], 'gppa 150', true ],
			'off for all beats on for one'                 => [ [ [ 'gppa', '150', 'off' ], [ 'gppa', '', 'off' ], [ 'gppa', '150', 'on' ] ], 'gppa 150', true ],
			'on for all does not beat off for one'         => [ [ [ 'gppa', '', 'off' ], [ 'gppa', '150', 'off' ], [ 'gppa', '', 'on' ] ], 'gppa 150', true ],
			'the last of two revisions'                    => [ [ [ 'intake', '150', 'off' ], [ 'intake', '150', 'on' ] ], 'intake 150', false ],
			'comms off holds a message of a running group' => [ [ [ 'comms', '', 'off' ] ], 'message', true ],
			'a paused group holds a message although comms is on' => [ [ [ 'scheduling', self::NOTIFY, 'off' ] ], 'message', true ],
			'a paused group does not hold another'         => [ [ [ 'scheduling', self::NOTIFY, 'off' ] ], 'allocation', false ],
			'webhooks off does not hold a message'         => [ [ [ 'webhooks', '', 'off' ] ], 'message', false ],
			'intake off does not hold a job'               => [ [ [ 'intake', '150', 'off' ] ], 'allocation', false ],
		];
	}

	/** @param list<array{string, string, string}> $changes */
	#[DataProvider( 'values' )]
	public function test_the_value_that_wins( array $changes, string $question, bool $is_off ): void {
		$this->configure( [ 'forms' => [ 150, 151 ] ] );
		foreach ( $changes as [ $flag, $scope, $value ] ) {
			$this->set_flag( $flag, $value, $scope );
		}
		self::assertSame( $is_off, $this->is_off( $question ) );
	}

	/** @return array<string, array{list<string>, string, string, string}> Circumstances, flag, value, and what comes of it. */
	public static function changes(): array {
		return [
			'the unsafe direction, nothing against it'        => [ [], 'comms', 'on', 'set' ],
			'the unsafe direction in a freeze'                => [ [ 'freeze' ], 'comms', 'on', 'frozen' ],
			'the safe direction in a freeze'                  => [ [ 'freeze' ], 'webhooks', 'off', 'set' ],
			'the safe direction while a policy is against it' => [ [ 'jobs' ], 'scheduling', 'off', 'set' ],
			'a flag without a safe side in a freeze'          => [ [ 'freeze' ], 'export_mode', 'streaming', 'frozen' ],
			'a policy, no freeze'                             => [ [ 'jobs' ], 'queue', 'wp_cron', 'needs_migration' ],
			'the freeze before the policy'                    => [ [ 'freeze', 'jobs' ], 'queue', 'wp_cron', 'frozen' ],
			'a lost race before the freeze'                   => [ [ 'freeze', 'stale' ], 'comms', 'on', 'conflict' ],
			'a lost race before the policy'                   => [ [ 'jobs', 'stale' ], 'queue', 'wp_cron', 'conflict' ],
			'a value that is none before everything'          => [ [ 'freeze', 'stale' ], 'comms', 'perhaps', 'invalid' ],
		];
	}

	/** @param list<string> $circumstances */
	#[DataProvider( 'changes' )]
	public function test_the_voice_that_wins_over_a_change( array $circumstances, string $flag, string $value, string $outcome ): void {
		$this->set_flag( 'comms', 'off' );
		$services = $this->services();
		if ( in_array( 'freeze', $circumstances, true ) ) {
			$services->flag_parts()->freezes()->set( true, gmdate( 'Y-m-d\TH:i:s\Z', time() + 3600 ), 0, 'a test', Actor::cli() );
		}
		if ( in_array( 'jobs', $circumstances, true ) ) {
			$this->store_allocation( 1 );
		}
		$scope    = 'scheduling' === $flag ? self::EXPORT : '';
		$revision = $services->flags()->state( $flag, $scope )->revision + ( in_array( 'stale', $circumstances, true ) ? 1 : 0 );
		try {
			$services->flags()->set( $flag, $scope, $value, $revision, 'a test', Actor::cli() );
			$came = 'set';
		} catch ( Refused $refused ) {
			$came = $refused->refusals[0]->code;
		} catch ( Conflict ) {
			$came = 'conflict';
		} catch ( InvalidField ) {
			$came = 'invalid';
		}
		self::assertSame( $outcome, $came );
	}

	private function is_off( string $question ): bool {
		$services = $this->services();
		$holds    = $services->flag_holds();
		[ $what, $form_id ] = [ ...explode( ' ', $question ), '' ];
		return match ( $what ) {
			'gppa'       => $this->is_gppa_stripped( (int) $form_id ),
			'intake'     => null !== $holds->hold_for( 'gf_submission', '', '', (int) $form_id ),
			'comms'      => null !== $holds->hold_for( 'gf_notification', '', '' ),
			'message'    => null !== $holds->hold_for( 'as_action', 'smartalloc_notify', self::NOTIFY ),
			'allocation' => null !== $holds->hold_for( 'as_action', 'smartalloc_allocate_entry', self::ALLOCATE ),
			default      => self::fail( "Nobody knows \"{$question}\"." ),
		};
	}

	private function is_gppa_stripped( int $form_id ): bool {
		$form = [ 'id' => $form_id, 'fields' => [ [ 'id' => 1, 'gppa-choices-enabled' => true ] ] ];
		$gppa = $this->services()->flag_parts()->enforcers()['gppa'];
		self::assertInstanceOf( GppaEnforcer::class, $gppa );
		return ! isset( $gppa->strip( $form )['fields'][0]['gppa-choices-enabled'] );
	}
}
