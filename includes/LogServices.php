<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\EntryJobs;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogContract;
use SmartAllocOps\Platform\LogFolder;
use SmartAllocOps\Platform\LogJobs;
use SmartAllocOps\Platform\LogReader;
use SmartAllocOps\Platform\SmartAllocTables;
use SmartAllocOps\Platform\SystemClock;
use SmartAllocOps\Trace\EvidenceFinder;
use SmartAllocOps\Trace\TraceService;

defined( 'ABSPATH' ) || exit;

/** The structured log, what feeds it, and the traces that are told from it. */
final class LogServices {
	public readonly LogFolder $folder;
	public readonly Log $log;
	public readonly LogJobs $jobs;

	public function __construct( private readonly Services $services ) {
		$this->folder = LogFolder::configured();
		$this->log    = new Log(
			$this->folder,
			new SystemClock(),
			fn (): array => [
				'release' => $this->services->smart_alloc()->presence()->version,
				'flags'   => FlagReader::published_epoch(),
			],
			fn ( int $lines, string $why ) => $this->services->heartbeats()->beat( Log::LOST, "$lines $why" )
		);
		$this->jobs   = new LogJobs( $this->log, $this->services->config );
	}

	public function register(): void {
		$this->jobs->register();
		( new LogContract( $this->log, $this->jobs, $this->services->config ) )->register();
	}

	/** Takes the log away with everything in it, as uninstall does. */
	public function remove(): void {
		$this->log->close();
		$this->folder->remove();
	}

	public function reader(): LogReader {
		return new LogReader( $this->folder, new SystemClock() );
	}

	public function trace(): TraceService {
		$services = $this->services;
		$jobs     = new EntryJobs( $services->db, $services->action_scheduler(), $services->smart_alloc(), $services->config );
		$finder   = new EvidenceFinder( $services->gravity_forms(), new SmartAllocTables( $services->db ), $jobs, $services->work_store(), $this->reader(), $services->flag_store(), $services->heartbeats(), $services->config, $services->clock );
		return new TraceService( $finder, $services->config, new FlagCatalog( $services->config ) );
	}

	/** Deletes what is older than the site keeps. */
	public function sweep(): int {
		return $this->folder->sweep( $this->services->config->log_retention_days(), ( new SystemClock() )->now_ms() );
	}
}
