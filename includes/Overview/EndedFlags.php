<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Flags\FlagBoard;
use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Flags\PlannedEnd;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Flags whose planned end has come and that a person must look at: it was to ask, or it could not go back. */
final class EndedFlags {
	/** The tick puts it back within a minute, so that is not overdue yet. */
	private const GRACE_MS = 180_000;

	public function __construct( private readonly FlagCatalog $catalog ) {}

	/** @return list<Problem> */
	public function problems( FlagBoard $board, int $now ): array {
		$problems = [];
		foreach ( $board->states as $state ) {
			$end = $state->end;
			if ( null === $end || ! $end->has_come( $now - ( 'back' === $end->then ? self::GRACE_MS : 0 ) ) ) {
				continue;
			}
			$key        = trim( "{$state->flag}/{$state->scope}", '/' );
			$problems[] = new Problem(
				Status::Recommended,
				$this->text( $state, $end, $board->freeze->is_on() ),
				"flag_end:$key",
				'flags',
				$now,
				[ Links::tab( 'flags', __( 'Decide', 'smartalloc-ops' ), [ 'change' => $key ] ), self::command( $state, $end ) ],
				$end->until_ms
			);
		}
		return $problems;
	}

	private function text( FlagState $state, PlannedEnd $end, bool $is_frozen ): string {
		$definition = $this->catalog->get( $state->flag );
		$name       = trim( "{$definition->title} {$state->scope}" );
		$value      = $definition->label( $state->value );
		return match ( true ) {
			/* translators: 1: name of a flag, 2: its value, 3: date and time. */
			'ask' === $end->then => sprintf( __( '%1$s is %2$s and was to be so until %3$s: put it back, or give it another end.', 'smartalloc-ops' ), $name, $value, $end->shown() ),
			/* translators: 1: name of a flag, 2: its value, 3: date and time. */
			$is_frozen => sprintf( __( '%1$s is still %2$s although its end came at %3$s: the flags are frozen.', 'smartalloc-ops' ), $name, $value, $end->shown() ),
			/* translators: 1: name of a flag, 2: its value, 3: date and time. */
			default => sprintf( __( '%1$s is still %2$s although its end came at %3$s: WP-Cron may stand still, or work would be left behind.', 'smartalloc-ops' ), $name, $value, $end->shown() ),
		};
	}

	private static function command( FlagState $state, PlannedEnd $end ): Action {
		$scope = '' === $state->scope ? '' : " --scope={$state->scope}";
		return Action::command( __( 'Put it back', 'smartalloc-ops' ), "wp smartalloc-ops flags set {$state->flag} {$end->back_to}$scope --reason=\"...\"" );
	}
}
