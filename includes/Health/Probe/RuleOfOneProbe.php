<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Automations;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Rule-of-One: SmartAlloc alone acts on the submissions of its forms. */
final class RuleOfOneProbe implements Probe {
	public const ID = 'rule_of_one';

	/** Others that are named in one finding. */
	private const NAMED = 5;

	public function __construct( private readonly Automations $automations, private readonly GravityForms $gravity_forms, private readonly Config $config ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Rule-of-One', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'safety';
	}

	public function why(): string {
		return __( 'A second webhook or automation on the same form sends everything twice, and goes on sending when SmartAlloc\'s own are switched off.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Critical when a webhook or automation plugin acts on an enabled form by an active feed or by listening to its submissions; recommended when other code listens.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [ GravityFormsProbe::ID ];
	}

	public function measure(): Reading {
		if ( ! $this->gravity_forms->presence()->is_present() ) {
			return Reading::without( $this->gravity_forms->presence() );
		}
		$form_ids = $this->config->forms();
		if ( [] === $form_ids ) {
			return Reading::of( Status::NotSetUp, 'no_forms', __( 'No form is enabled for SmartAlloc, so nobody can act on it twice.', 'smartalloc-ops' ), [ Links::forms() ], null, null, 0 );
		}
		$others = $this->automations->acting_on( $form_ids );
		// The dangerous ones first: not all are named.
		usort( $others, static fn ( array $one, array $other ): int => $other['is_automation'] <=> $one['is_automation'] );
		if ( [] === $others ) {
			/* translators: %d: number of forms. */
			return Reading::good( sprintf( _n( 'Nobody but SmartAlloc acts on the submissions of %d enabled form.', 'Nobody but SmartAlloc acts on the submissions of %d enabled forms.', count( $form_ids ), 'smartalloc-ops' ), count( $form_ids ) ), 0, null, count( $form_ids ) );
		}
		$names       = implode( ', ', array_map( [ self::class, 'describe' ], array_slice( $others, 0, self::NAMED ) ) );
		$is_critical = $others[0]['is_automation'];
		$finding     = $is_critical
			/* translators: %s: names of plugins and the forms they act on. */
			? sprintf( __( 'Besides SmartAlloc the enabled forms are also sent on by: %s.', 'smartalloc-ops' ), $names )
			/* translators: %s: names of callbacks and the forms they act on. */
			: sprintf( __( 'Other code also listens to the submissions of the enabled forms: %s. Make sure that it sends nothing.', 'smartalloc-ops' ), $names );
		return Reading::of( $is_critical ? Status::Critical : Status::Recommended, $is_critical ? 'second_automation' : 'other_listener', $finding, self::ways_forward( $others ), count( $others ), null, count( $form_ids ) );
	}

	public function under_fault( callable $body ): mixed {
		return $this->automations->while_second( $this->config->forms()[0] ?? 0, $body );
	}

	public function fault(): string {
		/* translators: %d: number of a form. */
		return sprintf( __( 'A second automation is put on the submissions of form %d.', 'smartalloc-ops' ), $this->config->forms()[0] ?? 0 );
	}

	/** @param array{name: string, folder: string, form_id: int|null, is_automation: bool} $other */
	private static function describe( array $other ): string {
		return null === $other['form_id']
			/* translators: %s: name of a plugin. */
			? sprintf( __( '%s (every form)', 'smartalloc-ops' ), $other['name'] )
			/* translators: 1: name of a plugin, 2: number of a form. */
			: sprintf( __( '%1$s (form %2$d)', 'smartalloc-ops' ), $other['name'], $other['form_id'] );
	}

	/**
	 * @param list<array{name: string, folder: string, form_id: int|null, is_automation: bool}> $others
	 * @return list<Action>
	 */
	private static function ways_forward( array $others ): array {
		$actions = [ Links::plugins() ];
		foreach ( array_slice( $others, 0, self::NAMED ) as $other ) {
			if ( null !== $other['form_id'] ) {
				$actions[] = Links::form( $other['form_id'] );
			}
			if ( $other['is_automation'] && '' !== $other['folder'] ) {
				/* translators: %s: name of a plugin folder. */
				$actions[] = Action::command( sprintf( __( 'Switch %s off', 'smartalloc-ops' ), $other['folder'] ), "wp plugin deactivate {$other['folder']}" );
			}
		}
		return array_values( array_unique( $actions, SORT_REGULAR ) );
	}
}
