<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * A job that can run: hook, arguments, schedule, group.
 */
class ActionScheduler_Action {

	protected int $priority = 10;

	/**
	 * @param string                       $hook     Hook fired by the run.
	 * @param array<int|string, mixed>     $args     Arguments in call order; keys are dropped at the call.
	 * @param ActionScheduler_Schedule|null $schedule When; null means at once.
	 * @param string                       $group    Group slug.
	 */
	public function __construct(
		protected $hook,
		protected array $args = [],
		protected ?ActionScheduler_Schedule $schedule = null,
		protected $group = ''
	) {
		$this->schedule ??= new ActionScheduler_NullSchedule();
	}

	/**
	 * @throws Exception When nobody listens: a job without a handler is a failure, not a success.
	 */
	public function execute(): void {
		if ( ! has_action( $this->hook ) ) {
			throw new Exception( sprintf( 'Scheduled action for %s will not be executed as no callbacks are registered.', esc_html( $this->hook ) ) );
		}
		do_action_ref_array( $this->hook, array_values( $this->args ) );
	}

	public function get_hook(): string {
		return (string) $this->hook;
	}

	public function get_schedule(): ActionScheduler_Schedule {
		return $this->schedule ?? new ActionScheduler_NullSchedule();
	}

	/** @return array<int|string, mixed> */
	public function get_args(): array {
		return $this->args;
	}

	public function get_group(): string {
		return (string) $this->group;
	}

	public function is_finished(): bool {
		return false;
	}

	/** @param int|string $priority 0 (first) to 255. */
	public function set_priority( $priority ): void {
		$this->priority = max( 0, min( 255, (int) $priority ) );
	}

	public function get_priority(): int {
		return $this->priority;
	}
}
