<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * `export_mode`: answers the export of SmartAlloc when it asks how to write, by the contract filter or by reading the
 * option. Nobody can make an export stream that does not ask, so it is written down that one did.
 */
final class ExportModeEnforcer implements FlagEnforcer {
	/** The name of the feature in `smartalloc_feature_enabled`. */
	public const FEATURE = 'export_streaming';

	/** The option of SmartAlloc that is answered in place of what is stored in it. */
	public const OPTION = 'smartalloc_export_mode';

	/** Heartbeat of the last time an export asked. */
	public const ASKED = 'flags.export_asked';

	private const NOTE_EVERY_MS = 3_600_000;

	private bool $was_asked   = false;
	private ?bool $ever_asked = null;

	public function __construct(
		private readonly FlagReader $flags,
		private readonly Config $config,
		private readonly SmartAlloc $smart_alloc,
		private readonly Heartbeats $heartbeats,
		private readonly JobReach $jobs,
	) {}

	public function register(): void {
		add_filter( 'smartalloc_feature_enabled', [ $this, 'smartalloc_feature_enabled' ], PHP_INT_MAX, 2 );
		add_filter( 'pre_option_' . self::OPTION, [ $this, 'pre_option_smartalloc_export_mode' ], PHP_INT_MAX );
	}

	/**
	 * @param mixed $enabled
	 * @param mixed $flag
	 * @return mixed
	 */
	public function smartalloc_feature_enabled( $enabled, $flag = '' ) {
		if ( self::FEATURE !== $flag ) {
			return $enabled;
		}
		$this->note();
		return $this->is_streaming() ? true : $enabled;
	}

	/**
	 * Normal mode leaves SmartAlloc's own setting as it is.
	 *
	 * @param mixed $value False: what is stored is read.
	 * @return mixed
	 */
	public function pre_option_smartalloc_export_mode( $value ) {
		$this->note();
		return $this->is_streaming() ? 'streaming' : $value;
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->smart_alloc->presence();
		if ( ! $presence->is_present() ) {
			return Enforcement::none( $presence->detail );
		}
		return $this->has_asked()
			? Enforcement::full( __( 'Obeyed by each export that begins: exports of this site ask for it.', 'smartalloc-ops' ) )
			/* translators: 1: name of a filter, 2: name of an option. */
			: Enforcement::partly( sprintf( __( 'No export has asked for it yet, so nothing shows that SmartAlloc obeys. It can ask the filter %1$s or read the option %2$s.', 'smartalloc-ops' ), 'smartalloc_feature_enabled', self::OPTION ) );
	}

	public function reach( string $scope, string $value ): Reach {
		return $this->jobs->of_hooks( new Reach(), $this->config->export_hooks(), __( 'Export jobs waiting', 'smartalloc-ops' ), __( 'Exports done', 'smartalloc-ops' ) )
			->reassure( __( 'An export that is being written goes on as it began; the next one takes the new mode.', 'smartalloc-ops' ) )
			->reassure( __( 'Exports that are finished stay as they are.', 'smartalloc-ops' ) );
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private function is_streaming(): bool {
		return 'streaming' === $this->flags->value( 'export_mode' );
	}

	/** One read and at most one write an hour, and only in a process that exports. */
	private function note(): void {
		if ( $this->was_asked ) {
			return;
		}
		$this->was_asked = true;
		try {
			$this->heartbeats->note_seen( [ self::ASKED ], self::NOTE_EVERY_MS );
		} catch ( DatabaseError ) {
			// The export must not suffer from it: it is noted the next time.
			$this->was_asked = false;
		}
	}

	private function has_asked(): bool {
		return $this->ever_asked ??= $this->was_asked || $this->heartbeats->was_ever( self::ASKED );
	}
}
