<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Kpi\Histogram;
use SmartAllocOps\Kpi\KpiCatalog;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\MetricStore;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\OptionLease;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\WatchState;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Triggers\ActiveBuild;
use SmartAllocOps\Triggers\Autopilot;
use SmartAllocOps\Triggers\Counts;
use SmartAllocOps\Triggers\Facts;
use SmartAllocOps\Triggers\Observer;
use SmartAllocOps\Triggers\ProposalsCommand;
use SmartAllocOps\Triggers\ProposalsController;
use SmartAllocOps\Triggers\ProposalService;
use SmartAllocOps\Triggers\ProposalStore;
use SmartAllocOps\Triggers\ProposalTeller;
use SmartAllocOps\Triggers\TriggerSchema;
use SmartAllocOps\Triggers\TriggersCommand;
use SmartAllocOps\Triggers\TriggerService;
use SmartAllocOps\Triggers\TriggerStore;
use SmartAllocOps\Triggers\TriggerWatch;

defined( 'ABSPATH' ) || exit;

/** What speaks for a rollback, brought together from alerts, checks, KPIs and the watchdog. */
final class TriggerServices {
	public function __construct( private readonly Services $services ) {}

	/** Where WP-Cron stands still, somebody who looks at wp-admin must be enough for what the watchdog has seen. */
	public function register(): void {
		add_action( 'admin_init', [ $this, 'admin_init' ] );
	}

	public function admin_init(): void {
		if ( ! wp_doing_ajax() && Capability::has( get_current_user_id(), Capability::VIEW ) && $this->services->install()->is_ready() ) {
			add_action( 'shutdown', [ $this, 'shutdown' ], 0 );
		}
	}

	/** Somebody waits for the page, so nothing is started here. */
	public function shutdown(): void {
		try {
			$this->watch()->run_when_due();
		} catch ( \Throwable $thrown ) {
			// The page is out; the next look sees it too.
			error_log( 'SmartAlloc Ops: the triggers could not be looked at: ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	public function watch(): TriggerWatch {
		$services = $this->services;
		return new TriggerWatch( new OptionLease( $services->db, $services->clock ), $this->observer(), $this->store(), $this->proposal_store(), fn (): Facts => $this->facts( true ), $this->rollbacks(), $this->autopilot(), $this->teller(), $services->heartbeats(), $services->journal(), $services->clock );
	}

	public function autopilot(): Autopilot {
		return new Autopilot( $this->rollbacks(), $this->proposal_store(), $this->teller(), $this->services->journal(), $this->services->clock );
	}

	public function triggers(): TriggerService {
		return new TriggerService( $this->store(), $this->rollbacks(), $this->services->journal() );
	}

	public function proposals(): ProposalService {
		return new ProposalService( $this->proposal_store(), $this->rollbacks(), fn (): Facts => $this->facts(), $this->services->journal() );
	}

	public function controller(): ProposalsController {
		return new ProposalsController( $this->proposals(), $this->triggers(), $this->schema(), $this->services->run_schema() );
	}

	public function proposals_command(): ProposalsCommand {
		return new ProposalsCommand( $this->proposals(), fn (): string => $this->services->rollbacks()->confirmation() );
	}

	public function triggers_command(): TriggersCommand {
		return new TriggersCommand( $this->triggers(), $this->schema(), $this->watch() );
	}

	public function schema(): TriggerSchema {
		return new TriggerSchema( $this->triggers(), $this->services->clock );
	}

	public function store(): TriggerStore {
		return new TriggerStore( $this->services->db, $this->services->clock );
	}

	public function proposal_store(): ProposalStore {
		return new ProposalStore( $this->services->db, $this->services->clock );
	}

	public function rollbacks(): ProposedRollbacks {
		return new ProposedRollbacks( $this->services->rollbacks(), $this->services->rollback_services()->preflight(), $this->services->run_store() );
	}

	/**
	 * How things stand now.
	 *
	 * @param bool $notes Whether what was seen of the build is written down; a look that refuses leaves no trace.
	 */
	public function facts( bool $notes = false ): Facts {
		$build  = $this->active_build()->now( $notes );
		$report = $this->services->vault_services()->vault()->report();
		$good   = null === $report->trouble ? $report->good() : null;
		return new Facts( $build['digest'] ?? null, $this->services->rollback_services()->builds()->version(), $build['since'] ?? null, $good?->id, $good?->digest, $good?->version, $report->revision, $this->services->flag_store()->epoch() );
	}

	private function teller(): ProposalTeller {
		return new ProposalTeller( $this->services->outbox()->announcements() );
	}

	public function active_build(): ActiveBuild {
		$builds = $this->services->rollback_services()->builds();
		return new ActiveBuild(
			$this->services->heartbeats(),
			static function () use ( $builds ): ?array {
				$folder = $builds->folder();
				clearstatcache( true );
				$path = null === $folder ? false : realpath( VaultServices::places()->plugins . "/$folder" );
				if ( false === $path ) {
					return null;
				}
				return self::looks( $path );
			},
			$builds->installed( ... ),
			$this->services->clock
		);
	}

	/** @return array{changed_at: int, looks: string}|null */
	private static function looks( string $path ): ?array {
		try {
			$files = Tree::files( $path );
		} catch ( Refused ) {
			return null;
		}
		// A folder that was put in place whole says so itself; its files may be older.
		$changed = (int) filectime( $path );
		$looks   = hash_init( 'sha256' );
		foreach ( $files as $file => $bytes ) {
			$stat    = stat( "$path/$file" );
			$stat    = false === $stat ? [ 'ino' => 0, 'mtime' => 0, 'ctime' => 0 ] : $stat;
			$changed = max( $changed, $stat['mtime'], $stat['ctime'] );
			hash_update( $looks, "$file $bytes {$stat['ino']} {$stat['mtime']} {$stat['ctime']}\n" );
		}
		return [
			'changed_at' => $changed,
			'looks'      => hash_final( $looks ),
		];
	}

	private function observer(): Observer {
		$services = $this->services;
		$signals  = $services->alerts()->signals();
		return new Observer(
			static fn (): array => ( new VerdictStore( $services->db ) )->all(),
			static fn (): array => array_map(
				static fn ( Alert $alert ): array => [
					'id'       => $alert->id,
					'onset_at' => $alert->onset_at,
					'decision' => $alert->decision_id,
				],
				array_filter( $services->alerts()->store()->active(), static fn ( Alert $alert ): bool => $alert->is_open() && Severity::Critical === $alert->severity )
			),
			static function ( string $signal ) use ( $services, $signals ): array {
				$kpi = ( new KpiCatalog( $services->config ) )->all()[ explode( Verdict::PART, $signal, 2 )[0] ] ?? null;
				return [
					'label' => $signals->label( $signal ),
					'rule'  => $signals->rule( $signal ),
					'limit' => null === $kpi?->limit ? null : (float) $kpi->limit,
					'unit'  => $kpi?->unit,
				];
			},
			static fn (): array => array_map( static fn ( Probe $probe ): bool => $probe->is_required(), $services->health_services()->probes() ),
			$this->counts( ... ),
			static function () use ( $services ): ?WatchState {
				$status = WatchdogServices::of( $services )->status();
				return $status->is_watching() ? $status->watch : null;
			}
		);
	}

	/** @param list<string> $metrics */
	private function counts( array $metrics ): Counts {
		$history = $this->services->kpi_services()->history();
		$known   = array_values( array_filter( array_map( Metric::tryFrom( ... ), $metrics ) ) );
		if ( [] === $known ) {
			return new Counts( [], [] );
		}
		$plain = static fn ( array $slots ): array => array_map(
			static fn ( array $slot ): array => array_map(
				static fn ( Histogram $one ): array => [
					'n'     => $one->n(),
					'total' => (float) $one->mean() * $one->n(),
				],
				$slot
			),
			$slots
		);
		return new Counts( $plain( $history->read( $known, null, MetricStore::MINUTE_MS, Counts::MINUTES ) ), $plain( $history->read( $known, null, MetricStore::HOUR_MS, Counts::HOURS ) ) );
	}
}
