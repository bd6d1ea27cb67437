<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/**
 * Exports: how long each took, how much memory it had at most, and whether it came to its end.
 *
 * It begins with a job of the export hooks, with SmartAlloc's word, or with the button in wp-admin, whichever comes
 * first, and is noted in the database there and then. An export that is killed leaves that note behind.
 */
final class ExportRecorder implements JobWatcher {
	private const BUTTON = 'admin_post_smartalloc_export_generate';

	/** Rows that the limit of the duration is meant for. */
	private const ROWS = 1_000;

	/** @var array{ref: string, kind: 'job'|'told'|'button', started_ns: int, rows: float|null, has_ended: bool}|null The one that runs. */
	private ?array $export = null;

	private bool $is_registered = false;

	public function __construct( private readonly Recorder $recorder, private readonly Ledger $ledger, private readonly Config $config ) {}

	public function register(): void {
		add_action( 'smartalloc_export_started', [ $this, 'smartalloc_export_started' ], PHP_INT_MIN );
		add_action( 'smartalloc_export_finished', [ $this, 'smartalloc_export_finished' ], PHP_INT_MIN );
		add_action( self::BUTTON, fn () => $this->begin( 'button', 'post:' . bin2hex( random_bytes( 8 ) ) ), PHP_INT_MIN );
	}

	public function job_began( string $job_id, string $hook, string $group, ?int $due_ms ): void {
		if ( in_array( $hook, $this->config->export_hooks(), true ) ) {
			$this->begin( 'job', $job_id );
		}
	}

	public function job_ended( string $reason, float $ran_ms ): void {
		if ( 'job' !== ( $this->export['kind'] ?? '' ) ) {
			return;
		}
		// A job that was cut off did not end, and the shutdown says so.
		if ( ! in_array( $reason, [ 'cut_off', 'unexpected_shutdown' ], true ) ) {
			$this->end( '' === $reason, $ran_ms, null );
			$this->export = null;
		}
	}

	/** @param mixed $told */
	public function smartalloc_export_started( $told = null ): void {
		$told = is_array( $told ) ? $told : [];
		if ( null === $this->export || $this->export['has_ended'] ) {
			$id = Told::number( $told, 'export_id' );
			$this->begin( 'told', 'export:' . ( null === $id ? bin2hex( random_bytes( 8 ) ) : (int) $id ) );
		}
		if ( null !== $this->export ) {
			$this->export['rows'] = Told::number( $told, 'rows' );
		}
	}

	/** @param mixed $told */
	public function smartalloc_export_finished( $told = null ): void {
		$told = is_array( $told ) ? $told : [];
		$rows = Told::number( $told, 'rows' );
		if ( null !== $this->export && null !== $rows ) {
			$this->export['rows'] = $rows;
		}
		$this->end( false !== ( $told['ok'] ?? true ), Told::duration( $told ), Told::peak_bytes( $told ) );
		if ( 'told' === ( $this->export['kind'] ?? '' ) ) {
			$this->export = null;
		}
	}

	/** The end of the process: the button ends with one, everything else should have ended before. */
	public function shutdown(): void {
		if ( null === $this->export || $this->export['has_ended'] ) {
			return;
		}
		$error    = error_get_last();
		$is_fatal = null !== $error && 0 !== ( $error['type'] & ( E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR ) );
		if ( 'button' === $this->export['kind'] && ! $is_fatal ) {
			$this->end( true, null, null );
			return;
		}
		$ref          = $this->export['ref'];
		$this->export = null;
		$this->safely(
			function () use ( $ref ): void {
				if ( $this->ledger->give_up( $ref ) ) {
					$this->recorder->count( Metric::ExportCrashed, '' );
				}
			}
		);
	}

	/** @param 'job'|'told'|'button' $kind */
	private function begin( string $kind, string $ref ): void {
		if ( ! $this->is_registered ) {
			$this->is_registered = true;
			// Before the recorder writes.
			add_action( 'shutdown', [ $this, 'shutdown' ], PHP_INT_MAX - 1 );
		}
		$this->safely( fn () => $this->ledger->open( $ref ) );
		if ( function_exists( 'memory_reset_peak_usage' ) ) {
			// Otherwise what came before in this process would be counted as its own. PHP 8.1 cannot: there it is at most that.
			memory_reset_peak_usage();
		}
		$this->export = [
			'ref'        => $ref,
			'kind'       => $kind,
			'started_ns' => (int) hrtime( true ),
			'rows'       => null,
			'has_ended'  => false,
		];
	}

	private function end( bool $is_ok, ?float $ran_ms, ?float $peak ): void {
		if ( null === $this->export || $this->export['has_ended'] ) {
			return;
		}
		$this->export['has_ended'] = true;
		$export                    = $this->export;
		$this->safely(
			function () use ( $export, $is_ok, $ran_ms, $peak ): void {
				$this->recorder->count( Metric::ExportEnded, '' );
				$this->recorder->sample( Metric::ExportPeak, '', function_exists( 'memory_reset_peak_usage' ) ? memory_get_peak_usage( true ) : min( memory_get_peak_usage( true ), $peak ?? INF ) );
				if ( $is_ok ) {
					$ran_ms ??= ( (int) hrtime( true ) - $export['started_ns'] ) / 1e6;
					// A small export is mostly overhead: stretched to a thousand rows it would look slow.
					$this->recorder->sample( Metric::ExportRun, '', $ran_ms * min( 1.0, self::ROWS / max( 1.0, $export['rows'] ?? 0.0 ) ) );
				}
				$crashed_at = $this->ledger->close( $export['ref'] );
				if ( null !== $crashed_at ) {
					$this->recorder->count( Metric::ExportRecovered, '', 1, $crashed_at );
				}
			}
		);
	}

	/** An export never fails because it could not be measured. */
	private function safely( callable $act ): void {
		try {
			$act();
		} catch ( \Throwable ) {
			$this->recorder->lose( 1 );
		}
	}
}
