<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogFolder;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\AtMostRecommended;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether the structured log is written (K6): nothing fails without it, and afterwards nobody can say what happened. */
final class LogProbe implements AtMostRecommended {
	public const ID = 'log';

	/** A loss longer ago is told in the log's own gaps and needs nobody any more. */
	private const WINDOW_S = 86_400;

	public function __construct( private readonly LogFolder $folder, private readonly Heartbeats $heartbeats, private readonly Clock $clock ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Structured log', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'safety';
	}

	public function why(): string {
		return __( 'Without the log nobody can say afterwards whether a message was sent, or sent twice.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Recommended when the folder of the log cannot be written to, or when lines were lost within a day. Not set up when it was switched off.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$presence = $this->folder->presence();
		if ( 'absent' === $presence->state ) {
			return Reading::of( Status::NotSetUp, 'off', $presence->detail );
		}
		if ( ! $presence->is_present() ) {
			return Reading::of( Status::Recommended, 'not_writable', $presence->detail, self::ways_forward() );
		}
		$lost = $this->heartbeats->all()[ Log::LOST ] ?? null;
		if ( null !== $lost && $this->clock->now_ms() - $lost['at'] < self::WINDOW_S * 1000 ) {
			[ $lines, $why ] = explode( ' ', $lost['detail'], 2 ) + [ 1 => '' ];
			/* translators: 1: number of lines, 2: code of the cause. */
			return Reading::of( Status::Recommended, 'lines_lost', sprintf( _n( '%1$s line was lost at the last failure to write (%2$s).', '%1$s lines were lost at the last failure to write (%2$s).', (int) $lines, 'smartalloc-ops' ), number_format_i18n( (int) $lines ), $why ), self::ways_forward(), (int) $lines, 'lines', null, self::WINDOW_S );
		}
		$first = $this->folder->first_day();
		/* translators: %s: date. */
		return Reading::good( null === $first ? __( 'The log can be written; nothing has happened yet.', 'smartalloc-ops' ) : sprintf( __( 'The log is written; it begins on %s.', 'smartalloc-ops' ), LocalTime::day( $first ) ) );
	}

	public function under_fault( callable $body ): mixed {
		return $this->folder->while_broken( $body );
	}

	public function fault(): string {
		return __( 'The folder of the log is treated as one that cannot be written to.', 'smartalloc-ops' );
	}

	/** @return list<Action> */
	private static function ways_forward(): array {
		return [
			Action::command( __( 'Put it elsewhere, in wp-config.php', 'smartalloc-ops' ), "define( 'SMARTALLOC_OPS_LOG_DIR', '/path/outside/the/web/root' );" ),
			Action::command( __( 'See what is written', 'smartalloc-ops' ), 'wp smartalloc-ops log' ),
		];
	}
}
