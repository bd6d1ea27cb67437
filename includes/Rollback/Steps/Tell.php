<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** Tells those who are told of alerts that a rollback has begun, or how it ended. The outbox sends it, and never this request. */
final class Tell extends QuietStep {
	public function __construct( private readonly AnnouncementStore $outbox, private readonly bool $at_end ) {}

	public function name(): string {
		return $this->at_end ? 'tell_result' : 'tell';
	}

	public function title(): string {
		return $this->at_end ? __( 'Tell the result', 'smartalloc-ops' ) : __( 'Tell that it begins', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		return $this->put(
			$run,
			$this->at_end ? 'ended' : 'begun',
			$this->at_end
				/* translators: 1: number of a run, 2: version number. */
				? sprintf( __( 'Rollback %1$d: SmartAlloc %2$s is back, and held work was released.', 'smartalloc-ops' ), $run->id, self::text( $run, 'version' ) )
				/* translators: 1: number of a run, 2: version number, 3: version number. */
				: sprintf( __( 'Rollback %1$d: SmartAlloc goes back from %2$s to %3$s. Until then mails, webhooks and jobs are held, not lost.', 'smartalloc-ops' ), $run->id, self::text( $run, 'release' ), self::text( $run, 'version' ) )
		);
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		/* translators: %d: number of a run. */
		return $this->at_end ? [] : $this->put( $run, 'aborted', sprintf( __( 'Rollback %d was aborted. What it had changed was put back.', 'smartalloc-ops' ), $run->id ) );
	}

	/** @return list<array{label: string, value: string}> */
	private function put( Run $run, string $what, string $title ): array {
		$number = $this->outbox->put( "run:{$run->id}:$what", new Message( 'rollback', Severity::Critical, "run:{$run->id}", $title, [], Links::tab( 'rollback', '', [ 'run' => $run->id ] )->target ) );
		return [ self::fact( __( 'Announcement', 'smartalloc-ops' ), (string) $number ) ];
	}
}
