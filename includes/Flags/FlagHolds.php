<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\HoldGate;

defined( 'ABSPATH' ) || exit;

/**
 * Which flag holds a piece of work: `comms` and `webhooks` by what it is, `scheduling` by its queue, `intake` by its form.
 *
 * Where no flag does and SmartAlloc is active but was not loaded, that is what holds: nobody would take a submission in,
 * and jobs and events would find no callback.
 */
final class FlagHolds implements HoldGate {
	/** The source of work that is an event of WP-Cron and stays there. */
	public const EVENT_SOURCE = 'cron_event';

	/** @var list<string> Groups of which some jobs may begin in this process although they are paused. */
	private static array $let = [];

	public function __construct( private readonly FlagReader $flags, private readonly Config $config, private readonly BackgroundProcessors $processors, private readonly SmartAlloc $smart_alloc ) {}

	/**
	 * Calls `$body` while jobs of these groups may begin in this process, and in no other.
	 *
	 * @template T
	 * @param list<string>  $groups
	 * @param callable(): T $body
	 * @return T
	 */
	public static function letting( array $groups, callable $body ): mixed {
		self::$let = $groups;
		try {
			return $body();
		} finally {
			self::$let = [];
		}
	}

	public function refresh(): void {
		$this->flags->refresh();
	}

	public function hold_for( string $source, string $hook, string $group, ?int $form_id = null ): ?Hold {
		if ( 'gf_submission' === $source ) {
			return $this->is_on( 'intake', (string) $form_id ) ? new Hold( 'intake', (string) $form_id, $this->flags->revision( 'intake', (string) $form_id ) ) : $this->absence();
		}
		$kind = 'gf_notification' === $source ? 'comms' : $this->kind_of( $hook );
		if ( null !== $kind && $this->is_on( $kind, '' ) ) {
			return new Hold( $kind, '', $this->flags->revision( $kind ) );
		}
		if ( 'gf_notification' === $source ) {
			// A new one leaves as it does without us; one that was kept leaves as it would have, so with whatever SmartAlloc says to it.
			return null === $form_id ? null : $this->absence();
		}
		$is_event = self::EVENT_SOURCE === $source;
		if ( ! ( $is_event ? $this->is_event_paused( $hook ) : in_array( $group, $this->paused_groups(), true ) ) ) {
			return null;
		}
		$scope = $is_event ? QueueScopes::EVENT . $hook : $group;
		return $this->is_on( 'scheduling', $scope ) ? new Hold( 'scheduling', $scope, $this->flags->revision( 'scheduling', $scope ) ) : $this->absence();
	}

	/** Whether a WP-Cron event may not fire now: by its own pause, by what it sends, or by the processor whose health check it is. */
	public function is_event_held( string $hook ): bool {
		$processor = $this->processors->of_event( $hook );
		return null === $processor
			? in_array( $hook, $this->held_hooks(), true ) || $this->is_event_paused( $hook )
			: $this->is_processor_held( $processor->name );
	}

	public function is_processor_held( string $name ): bool {
		return QueueScopes::can_pause_processor( $name ) && $this->is_on( 'scheduling', QueueScopes::PROCESSOR . $name );
	}

	public function is_on( string $flag, string $scope ): bool {
		return in_array( $flag, FlagCatalog::HOLDING, true ) && 'off' === $this->flags->value( $flag, $scope );
	}

	public function is_anything_held(): bool {
		return [] !== $this->held_hooks() || [] !== $this->paused_groups();
	}

	/** @return list<string> Hooks whose jobs are held whatever their group. */
	public function held_hooks(): array {
		return [
			...( $this->is_on( 'comms', '' ) ? $this->config->notification_hooks() : [] ),
			...( $this->is_on( 'webhooks', '' ) ? $this->config->webhook_hooks() : [] ),
		];
	}

	/** @return list<string> */
	public function paused_groups(): array {
		$is_kept_out = $this->smart_alloc->is_kept_out();
		return array_values( array_filter( $this->config->groups(), fn ( string $group ): bool => ! in_array( $group, self::$let, true ) && ( $is_kept_out || $this->is_on( 'scheduling', $group ) ) ) );
	}

	private function is_event_paused( string $hook ): bool {
		return QueueScopes::can_pause_event( $hook, $this->config ) && ( $this->is_on( 'scheduling', QueueScopes::EVENT . $hook ) || $this->smart_alloc->is_kept_out() );
	}

	/** Whether that is what holds it, and no flag. While SmartAlloc is loaded no flag is asked for. */
	public function is_for_want_of_smartalloc( string $source, string $hook, string $group ): bool {
		return $this->smart_alloc->is_kept_out() && Hold::NOT_LOADED === $this->hold_for( $source, $hook, $group )?->flag;
	}

	private function absence(): ?Hold {
		return $this->smart_alloc->is_kept_out() ? Hold::not_loaded() : null;
	}

	/** @return 'comms'|'webhooks'|null The flag that holds jobs of this hook, if one does. */
	private function kind_of( string $hook ): ?string {
		return match ( true ) {
			in_array( $hook, $this->config->notification_hooks(), true ) => 'comms',
			in_array( $hook, $this->config->webhook_hooks(), true ) => 'webhooks',
			default => null,
		};
	}
}
