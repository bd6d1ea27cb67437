<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Alerts\AlertsCommand;
use SmartAllocOps\Audit\AuditCommand;
use SmartAllocOps\Cli\Root;
use SmartAllocOps\Cli\RunOutput;
use SmartAllocOps\Flags\FlagsCommand;
use SmartAllocOps\Flags\FreezeCommand;
use SmartAllocOps\Health\HealthCommand;
use SmartAllocOps\Kpi\KpiCommand;
use SmartAllocOps\Metrics\MetricsCommand;
use SmartAllocOps\Metrics\TokenCommand;
use SmartAllocOps\Outbox\ChannelsCommand;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Queue\BatchCommand;
use SmartAllocOps\Queue\FailureCommand;
use SmartAllocOps\Queue\LockCommand;
use SmartAllocOps\Queue\QueueCommand;
use SmartAllocOps\Rollback\DecideCommand;
use SmartAllocOps\Rollback\ProbeCommand;
use SmartAllocOps\Rollback\RehearseCommand;
use SmartAllocOps\Rollback\RollbackCommand;
use SmartAllocOps\Settings\SettingsCommand;
use SmartAllocOps\Trace\LogCommand;
use SmartAllocOps\Trace\TraceCommand;
use SmartAllocOps\Vault\VaultCommand;
use SmartAllocOps\Watchdog\WatchdogCommand;
use SmartAllocOps\Work\WorkCommand;

defined( 'ABSPATH' ) || exit;

/** `wp smartalloc-ops ...`, and the refusal of commands of others that would run what is held. */
final class Commands {
	public function __construct( private readonly Services $services ) {}

	public function register(): void {
		\WP_CLI::add_hook( 'before_invoke:action-scheduler run', [ $this, 'before_invoke_action_scheduler_run' ] );
		\WP_CLI::add_hook( 'before_invoke:cron event run', [ $this, 'before_invoke_cron_event_run' ] );
		\WP_CLI::add_hook( 'after_wp_load', [ $this, 'after_wp_load' ] );
		add_action( 'cli_init', [ $this, 'cli_init' ] );
		foreach ( [ 'gettext', 'gettext_with_context', 'ngettext', 'ngettext_with_context' ] as $filter ) {
			add_filter( "{$filter}_smartalloc-ops", [ Numerals::class, 'plain' ] );
		}
	}

	public function cli_init(): void {
		$services = $this->services;
		\WP_CLI::add_command( 'smartalloc-ops', Root::class );
		\WP_CLI::add_command( 'smartalloc-ops health', new HealthCommand( $services->health() ) );
		\WP_CLI::add_command( 'smartalloc-ops kpi', new KpiCommand( $services->kpi_services()->kpis(), $services->kpi_services()->series(), $services->kpi_services()->self_test() ) );
		\WP_CLI::add_command( 'smartalloc-ops queue', new QueueCommand( $services->queues() ) );
		\WP_CLI::add_command( 'smartalloc-ops queue failures', [ new FailureCommand( $services->queue_services()->failures() ), 'failures' ] );
		\WP_CLI::add_command( 'smartalloc-ops queue run', [ new BatchCommand( $services->queue_services()->batches(), $services->clock ), 'run' ] );
		$locks = new LockCommand( $services->queue_services()->locks() );
		\WP_CLI::add_command( 'smartalloc-ops queue locks', [ $locks, 'locks' ] );
		\WP_CLI::add_command( 'smartalloc-ops queue unlock', [ $locks, 'unlock' ] );
		\WP_CLI::add_command( 'smartalloc-ops journal', new AuditCommand( $services->records()->audit() ) );
		\WP_CLI::add_command( 'smartalloc-ops settings', new SettingsCommand( $services->records()->settings(), $services->records()->settings_schema() ) );
		\WP_CLI::add_command( 'smartalloc-ops alerts', new AlertsCommand( $services->alerts()->service(), $services->alerts()->schema() ) );
		\WP_CLI::add_command( 'smartalloc-ops alerts test', [ new ChannelsCommand( $services->outbox()->channels(), $services->outbox()->sender() ), 'test' ] );
		\WP_CLI::add_command( 'smartalloc-ops channels', new ChannelsCommand( $services->outbox()->channels(), $services->outbox()->sender() ) );
		\WP_CLI::add_command( 'smartalloc-ops metrics', new MetricsCommand( $services->metrics()->scrapes() ) );
		\WP_CLI::add_command( 'smartalloc-ops metrics token', new TokenCommand( $services->metrics()->access() ) );
		\WP_CLI::add_command( 'smartalloc-ops flags', new FlagsCommand( $services->flags(), $services->flag_schema(), $services->clock ) );
		\WP_CLI::add_command( 'smartalloc-ops freeze', new FreezeCommand( $services->flag_parts()->freezes(), $services->clock ) );
		\WP_CLI::add_command( 'smartalloc-ops work', new WorkCommand( $services->work(), $services->work_counts(), $services->release_loop() ) );
		$runs = new RunOutput( $services->run_schema() );
		\WP_CLI::add_command( 'smartalloc-ops rollback', new RollbackCommand( $services->rollbacks(), $runs ) );
		\WP_CLI::add_command( 'smartalloc-ops rollback rehearse', [ new RehearseCommand( $services->rollback_services()->rehearsal() ), 'rehearse' ] );
		$decide = new DecideCommand( $services->runs(), $runs );
		foreach ( [ 'resume', 'abort', 'close', 'answer' ] as $decision ) {
			\WP_CLI::add_command( "smartalloc-ops rollback $decision", [ $decide, $decision ] );
		}
		\WP_CLI::add_command( 'smartalloc-ops rollback probe', [ new ProbeCommand( $services->rollback_services()->probe(), $services->rollback_services()->builds() ), 'probe' ] );
		\WP_CLI::add_command( 'smartalloc-ops proposals', $services->trigger_services()->proposals_command() );
		\WP_CLI::add_command( 'smartalloc-ops triggers', $services->trigger_services()->triggers_command() );
		\WP_CLI::add_command( 'smartalloc-ops vault', new VaultCommand( $services->vault_services()->vault() ) );
		\WP_CLI::add_command( 'smartalloc-ops watchdog', new WatchdogCommand( WatchdogServices::of( $services ) ) );
		\WP_CLI::add_command( 'smartalloc-ops trace', new TraceCommand( $services->logs()->trace() ) );
		\WP_CLI::add_command( 'smartalloc-ops log', new LogCommand( $services->logs()->reader(), $services->clock ) );
	}

	/**
	 * `wp smartalloc-ops health` alone asks how things stand. WP-CLI would name the subcommands of a group, with code 0
	 * whatever the checks say, and does so before any hook of a command.
	 */
	public function after_wp_load(): void {
		if ( [ 'smartalloc-ops', 'health' ] === \WP_CLI::get_runner()->arguments ) {
			\WP_CLI::run_command( [ 'smartalloc-ops', 'health', 'list' ], self::assoc_args() );
			exit;
		}
	}

	public function before_invoke_action_scheduler_run(): void {
		$refusal = $this->services->flag_parts()->scheduling()->refusal_of_cli_run( self::assoc_args() );
		if ( null !== $refusal ) {
			\WP_CLI::error( $refusal );
		}
	}

	public function before_invoke_cron_event_run(): void {
		$arguments = array_values( array_map( 'strval', (array) \WP_CLI::get_runner()->arguments ) );
		$refusal   = $this->services->flag_parts()->cron_guard()->refusal_of_cli_cron( array_slice( $arguments, 3 ), self::assoc_args() );
		if ( null !== $refusal ) {
			\WP_CLI::error( $refusal );
		}
	}

	/** @return array<string, mixed> */
	private static function assoc_args(): array {
		return (array) \WP_CLI::get_runner()->assoc_args;
	}
}
