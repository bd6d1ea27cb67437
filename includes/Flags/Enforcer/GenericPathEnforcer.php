<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\HandlerSwitch;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/**
 * `generic_path`: while a submission is handed round, SmartAlloc's callbacks on the hook of all forms are taken off. It
 * fires before the hooks of single forms, whose handlers stay.
 */
final class GenericPathEnforcer implements FlagEnforcer {
	public function __construct(
		private readonly FlagReader $flags,
		private readonly Config $config,
		private readonly GravityForms $gravity_forms,
		private readonly SmartAlloc $smart_alloc,
		private readonly HandlerSwitch $switch,
		private readonly SubmissionReach $submissions,
	) {}

	public function register(): void {
		add_action( SmartAlloc::GENERIC_HOOK, [ $this, 'before_submission' ], PHP_INT_MIN );
		add_action( SmartAlloc::GENERIC_HOOK, [ $this, 'after_submission' ], PHP_INT_MAX );
		add_filter( 'smartalloc_feature_enabled', [ $this, 'smartalloc_feature_enabled' ], PHP_INT_MAX, 2 );
	}

	public function before_submission(): void {
		$this->switch->put_back();
		if ( $this->is_closed() ) {
			$this->switch->take_off( SmartAlloc::GENERIC_HOOK );
		}
	}

	public function after_submission(): void {
		$this->switch->put_back();
	}

	/**
	 * For a handler that cannot be recognised as SmartAlloc's but asks.
	 *
	 * @param mixed $enabled
	 * @param mixed $flag
	 * @return mixed
	 */
	public function smartalloc_feature_enabled( $enabled, $flag = '' ) {
		return 'generic_path' === $flag && $this->is_closed() ? false : $enabled;
	}

	public function enforcement( string $scope ): Enforcement {
		foreach ( [ $this->gravity_forms->presence(), $this->smart_alloc->presence() ] as $presence ) {
			if ( ! $presence->is_present() ) {
				return Enforcement::none( $presence->detail );
			}
		}
		return Enforcement::full( __( 'Obeyed at each submission: the handler is taken off before it is asked.', 'smartalloc-ops' ) );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach   = new Reach();
		$generic = count( $this->smart_alloc->on( SmartAlloc::GENERIC_HOOK ) );
		$reach->line( __( 'Handlers of SmartAlloc on the generic path', 'smartalloc-ops' ), new Count( $generic ), __( 'now', 'smartalloc-ops' ) );
		$this->submissions->last_hour( $reach, $this->config->forms() );
		$stranded = $this->without_own_handler();
		if ( 'off' === $value ) {
			if ( 0 < $generic && [] !== $stranded ) {
				/* translators: %s: numbers of forms. */
				$reach->warn( sprintf( __( 'No other handler of SmartAlloc takes in these forms, so their entries would wait for nobody: %s.', 'smartalloc-ops' ), implode( ', ', $stranded ) ) );
			}
			return $reach->reassure( __( 'Nothing is deleted. Handlers of single forms go on, and so do those of other plugins.', 'smartalloc-ops' ) );
		}
		if ( 0 < $generic && count( $stranded ) < count( $this->config->forms() ) ) {
			$reach->warn( __( 'Forms that have a handler of their own are taken in twice as soon as this path is open.', 'smartalloc-ops' ) );
		}
		return $reach;
	}

	/** @return list<Refusal> */
	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private function is_closed(): bool {
		return 'off' === $this->flags->value( 'generic_path' );
	}

	/** @return list<int> Forms of this site that only the generic path takes in. */
	private function without_own_handler(): array {
		return array_values( array_filter( $this->config->forms(), fn ( int $form_id ): bool => [] === $this->smart_alloc->on( SmartAlloc::GENERIC_HOOK . "_$form_id" ) ) );
	}
}
