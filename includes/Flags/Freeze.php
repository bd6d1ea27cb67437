<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** A freeze of the flags as it stands: who called it, why, and until when. Over by itself at its end, whatever runs. */
final class Freeze {
	/** The name of its revisions in the table of flags; it is none that people can set as one. */
	public const NAME = 'freeze';

	public function __construct( public readonly FlagState $state, private readonly int $now_ms ) {}

	public static function never(): FlagState {
		return new FlagState( self::NAME, '', 'off', 0 );
	}

	public function is_on(): bool {
		return 'on' === $this->state->value && ! ( $this->state->end?->has_come( $this->now_ms ) ?? false );
	}

	public function refusal(): Refusal {
		return new Refusal(
			'frozen',
			/* translators: 1: name of a person, 2: date and time, 3: reason. */
			sprintf( __( 'The flags are frozen by %1$s until %2$s: "%3$s". Only the safe direction is open.', 'smartalloc-ops' ), $this->owner(), $this->state->end?->shown() ?? __( 'further notice', 'smartalloc-ops' ), $this->state->reason ),
			Links::tab( 'flags', __( 'See the freeze', 'smartalloc-ops' ), [ 'focus' => self::NAME ] )
		);
	}

	public function owner(): string {
		return $this->state->actor?->name() ?? __( 'nobody', 'smartalloc-ops' );
	}

	/** @return array<string, mixed> */
	public static function shape(): array {
		return Shape::object(
			[
				'frozen'   => Shape::boolean(),
				'revision' => Shape::integer(),
				'owner'    => Shape::nullable( Shape::actor() ),
				'reason'   => Shape::text(),
				'since'    => Shape::nullable( Shape::time() ),
				'until'    => Shape::nullable( Shape::time() ),
			],
			'freeze'
		);
	}

	/** @return array<string, mixed> */
	public function to_array(): array {
		return [
			'frozen'   => $this->is_on(),
			'revision' => $this->state->revision,
			'owner'    => $this->state->actor?->to_array(),
			'reason'   => $this->state->reason,
			'since'    => Time::rfc3339( $this->state->changed_at ),
			'until'    => Time::rfc3339( $this->state->end?->until_ms ),
		];
	}
}
