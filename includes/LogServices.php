<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogContract;
use SmartAllocOps\Platform\LogFolder;
use SmartAllocOps\Platform\LogJobs;
use SmartAllocOps\Platform\LogReader;
use SmartAllocOps\Platform\SystemClock;

defined( 'ABSPATH' ) || exit;

/** The structured log and what feeds it. */
final class LogServices {
	/** Heartbeat that carries how many lines were lost last, and why. */
	public const LOST = 'log_lost';

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
			fn ( int $lines, string $why ) => $this->services->heartbeats()->beat( self::LOST, "$lines $why" )
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

	/** Deletes what is older than the site keeps. */
	public function sweep(): int {
		return $this->folder->sweep( $this->services->config->log_retention_days(), ( new SystemClock() )->now_ms() );
	}
}
