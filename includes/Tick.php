<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\StatusNote;

defined( 'ABSPATH' ) || exit;

/** What the recurring WP-Cron event does each minute. One part's failure is noted and does not stop the others. */
final class Tick {
	/** Leaves room for the other events of the same WP-Cron request. */
	private const RELEASE_BUDGET_MS = 20_000;

	/** A mail server that does not answer costs one attempt more than this. */
	private const SEND_BUDGET_MS = 10_000;

	/** Without these nobody would hear of trouble, so their failure must be heard of elsewhere. */
	private const VITAL = [ 'health', 'alerts', 'outbox' ];

	public function __construct( private readonly Services $services ) {}

	public function run(): void {
		$parts = [
			'flags'   => fn () => $this->services->flag_reader()->heal(),
			'config'  => fn () => $this->services->records()->settings_publisher()->heal(),
			'ends'    => fn () => $this->services->flag_parts()->planned_ends()->run(),
			'runs'    => fn () => $this->services->runs()->resume_interrupted(),
			'adopt'   => fn () => $this->services->flag_parts()->action_guard()->adopt(),
			'release' => fn () => $this->services->release_loop()->run( self::RELEASE_BUDGET_MS ),
			'watchdog' => fn () => WatchdogServices::look_again( $this->services ),
			'rescue'  => fn () => $this->services->vault_services()->rescue_import()->run(),
			'vault'   => fn () => $this->services->vault_services()->capture()->keep_when_still(),
			'door'    => fn () => $this->services->vault_services()->door()->look_when_due(),
			'node'    => fn () => $this->services->rollback_services()->nodes()->note(),
			'log'     => fn () => $this->services->logs()->sweep(),
			'queues'  => fn () => $this->services->queue_services()->failure_recorder()->purge(),
			'metrics' => fn () => $this->services->kpi_services()->sweep(),
			'silence' => fn () => $this->services->queue_services()->submission_counter()->sweep(),
			'health'  => fn () => $this->services->health()->refresh_due(),
			'jobs'    => fn () => $this->services->kpi_services()->count_jobs(),
			// After the checks, some of which KPIs rest on.
			'kpis'    => fn () => $this->services->kpi_services()->kpis()->judge(),
			'changes' => fn () => $this->services->alerts()->changes()->look( Actor::system() ),
			'alerts'  => fn () => $this->services->alerts()->watch()->run(),
			// After the alerts it looks at, and before what it says is sent.
			'triggers' => fn () => $this->services->trigger_services()->watch()->run( true ),
			'tidy'    => fn () => $this->services->alerts()->store()->prune( Config::load()->alert_retention_days() * 86_400_000 ),
			'status'  => fn () => $this->note_status(),
			'outbox'  => fn () => $this->services->outbox()->sender()->run( self::SEND_BUDGET_MS ),
			'seal'    => fn () => $this->services->records()->audit()->seal(),
		];
		$failed = [];
		foreach ( $parts as $name => $part ) {
			try {
				$part();
				$this->note( "tick.$name", '' );
			} catch ( \Throwable $thrown ) {
				$failed[] = $name;
				$this->note( "tick_failed.$name", ( new \ReflectionClass( $thrown ) )->getShortName() . ' ' . basename( $thrown->getFile() ) . ':' . $thrown->getLine() );
			}
		}
		if ( [] === array_intersect( self::VITAL, $failed ) ) {
			$this->ping();
		}
	}

	/** The word of the first screen itself: two that judge apart would one night contradict each other. */
	private function note_status(): void {
		StatusNote::write( $this->services->overview()->report()->headline->status, $this->services->alerts()->store()->count_open(), time() );
	}

	/** The last of all: it says that the rest is alive. */
	private function ping(): void {
		try {
			$this->services->outbox()->ping()->send();
		} catch ( \Throwable $thrown ) {
			$this->note( 'tick_failed.ping', ( new \ReflectionClass( $thrown ) )->getShortName() );
		}
	}

	private function note( string $name, string $detail ): void {
		try {
			$this->services->heartbeats()->beat( $name, $detail );
		} catch ( \Throwable $thrown ) {
			// The database is what fails: the server's own log is the only place left.
			error_log( 'SmartAlloc Ops: ' . $name . ' ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
