<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\FreezeService;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Work\Hold;

defined( 'ABSPATH' ) || exit;

/** Whether a batch of a queue may run now, and why not. Asked when it is asked for, when it begins and before each job. */
final class BatchGate {
	public function __construct( private readonly ActionScheduler $action_scheduler, private readonly FlagHolds $holds, private readonly FreezeService $freezes, private readonly BackgroundProcessors $processors, private readonly Config $config ) {}

	/**
	 * @return list<Refusal>
	 * @throws NotFound There is no such queue of SmartAlloc.
	 */
	public function refusals( string $queue ): array {
		[ $kind, $name ] = explode( ':', $queue, 2 ) + [ 1 => '' ];
		return match ( $kind ) {
			'as' => $this->of_group( $name ),
			'cron' => $this->of_hook( $name ),
			'work' => [ new Refusal( 'runs_by_itself', __( 'Jobs that this plugin keeps are run by its tick each minute, in order and at their rate.', 'smartalloc-ops' ), Action::command( __( 'Run the tick\'s part now', 'smartalloc-ops' ), 'wp smartalloc-ops work run' ) ) ],
			'gf' => $this->of_processor( $name ),
			default => throw self::unknown( $queue ),
		};
	}

	/** Whether a flag holds the queue at this moment, asked of the table. */
	public function is_held( string $queue ): bool {
		$this->holds->refresh();
		return null !== $this->hold( $queue );
	}

	/** @return list<Refusal> */
	private function of_group( string $group ): array {
		if ( ! in_array( $group, $this->config->groups(), true ) && ( '' === $group || ! str_starts_with( $group, $this->config->hook_prefix() ) ) ) {
			throw self::unknown( "as:$group" );
		}
		$presence = $this->action_scheduler->presence();
		if ( ! $presence->is_present() ) {
			return [ new Refusal( 'action_scheduler_unavailable', $presence->detail, Links::plugins() ) ];
		}
		$refusals = $this->held( "as:$group" );
		if ( [] === $this->action_scheduler->existing_groups( [ $group ] ) ) {
			$refusals[] = new Refusal( 'nothing_stored', __( 'No job was ever stored in this group, so there is nothing to run.', 'smartalloc-ops' ), Links::scheduled_actions() );
		}
		return $refusals;
	}

	/** @return list<Refusal> */
	private function of_hook( string $hook ): array {
		if ( ! $this->config->is_smartalloc_hook( $hook ) ) {
			throw self::unknown( "cron:$hook" );
		}
		return $this->held( "cron:$hook" );
	}

	/** @return list<Refusal> */
	private function of_processor( string $name ): array {
		$processor = $this->processors->get( $name ) ?? throw self::unknown( "gf:$name" );
		return [ new Refusal( 'runs_by_itself', __( 'Gravity Forms works on its batches in requests of its own, and its health check on what no request came for.', 'smartalloc-ops' ), Action::command( __( 'Fire the health check now', 'smartalloc-ops' ), 'wp cron event run ' . $processor->health_check() ) ) ];
	}

	/** @return list<Refusal> */
	private function held( string $queue ): array {
		$this->holds->refresh();
		$hold   = $this->hold( $queue );
		$freeze = $this->freezes->present();
		$frozen = $freeze->is_on() ? [ $freeze->refusal() ] : [];
		if ( null === $hold ) {
			return $frozen;
		}
		if ( ! $hold->is_by_flag() ) {
			return [ ...$frozen, new Refusal( Hold::NOT_LOADED, SmartAlloc::kept_out(), Links::tab( 'rollback', __( 'See what keeps it out', 'smartalloc-ops' ) ) ) ];
		}
		$flag = '' === $hold->scope ? $hold->flag : "{$hold->flag}/{$hold->scope}";
		return [
			...$frozen,
			new Refusal(
				'paused',
				/* translators: %s: name of a flag. */
				sprintf( __( 'The flag %s holds it. Nothing of it may begin until that is switched back.', 'smartalloc-ops' ), $flag ),
				Links::tab( 'flags', __( 'Show the flag', 'smartalloc-ops' ), [ 'focus' => $flag ] )
			),
		];
	}

	private function hold( string $queue ): ?Hold {
		[ $kind, $name ] = explode( ':', $queue, 2 ) + [ 1 => '' ];
		return 'as' === $kind ? $this->holds->hold_for( 'as_action', '', $name ) : $this->holds->hold_for( FlagHolds::EVENT_SOURCE, $name, '' );
	}

	private static function unknown( string $queue ): NotFound {
		/* translators: %s: name of a queue. */
		return new NotFound( sprintf( __( 'There is no queue "%s" of SmartAlloc.', 'smartalloc-ops' ), $queue ) );
	}
}
