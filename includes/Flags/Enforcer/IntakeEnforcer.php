<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\HandlerSwitch;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * `intake`: Gravity Forms keeps the entry, a reference to it is held as work, and SmartAlloc's callbacks are taken off
 * for this one submission. HeldSubmissionHandler calls them later.
 */
final class IntakeEnforcer implements FlagEnforcer {
	public function __construct(
		private readonly FlagHolds $holds,
		private readonly Config $config,
		private readonly WorkStore $work,
		private readonly GravityForms $gravity_forms,
		private readonly HandlerSwitch $switch,
		private readonly SubmissionReach $submissions,
		private readonly JobReach $jobs,
	) {}

	public function register(): void {
		// The hook of all forms fires before that of the form, and SmartAlloc may stand on both.
		add_action( SmartAlloc::GENERIC_HOOK, [ $this, 'before_submission' ], PHP_INT_MIN, 2 );
		foreach ( $this->config->forms() as $form_id ) {
			add_action( SmartAlloc::GENERIC_HOOK . "_$form_id", [ $this, 'after_submission' ], PHP_INT_MAX );
		}
		add_filter( 'smartalloc_form_enabled', [ $this, 'smartalloc_form_enabled' ], PHP_INT_MAX, 2 );
	}

	/**
	 * @param mixed $entry
	 * @param mixed $form
	 */
	public function before_submission( $entry = [], $form = [] ): void {
		$this->switch->put_back();
		$form_id  = (int) ( is_array( $form ) ? $form['id'] ?? 0 : 0 );
		$entry_id = (int) ( is_array( $entry ) ? $entry['id'] ?? 0 : 0 );
		if ( 0 === $entry_id || ! in_array( $form_id, $this->config->forms(), true ) ) {
			return;
		}
		// A submission costs far more than this read, and it must not be taken in on a memory from before the flip.
		$this->holds->refresh();
		$hold = $this->holds->hold_for( 'gf_submission', '', '', $form_id );
		if ( null !== $hold && $this->is_recorded( $form_id, $entry_id, $hold ) ) {
			$this->switch->take_off( SmartAlloc::GENERIC_HOOK );
			$this->switch->take_off( SmartAlloc::GENERIC_HOOK . "_$form_id" );
		}
	}

	public function after_submission(): void {
		$this->switch->put_back();
	}

	/**
	 * For a handler that cannot be recognised as SmartAlloc's but asks.
	 *
	 * @param mixed $enabled
	 * @param mixed $form_id
	 * @return mixed
	 */
	public function smartalloc_form_enabled( $enabled, $form_id = 0 ) {
		return is_numeric( $form_id ) && in_array( (int) $form_id, $this->config->forms(), true ) && $this->holds->is_on( 'intake', (string) (int) $form_id ) ? false : $enabled;
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->gravity_forms->presence();
		return $presence->is_present()
			? Enforcement::full( __( 'Obeyed at each submission of this form, whoever submits it.', 'smartalloc-ops' ) )
			: Enforcement::none( $presence->detail );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = $this->submissions->last_hour( new Reach(), [ (int) $scope ] );
		if ( 'on' === $value ) {
			return $this->jobs->held( $reach, 'intake', __( 'Entries held, to be taken in now in order', 'smartalloc-ops' ), $scope )
				->reassure( __( 'Each held entry is given to SmartAlloc once. What was cut off in the middle waits for a person.', 'smartalloc-ops' ) );
		}
		return $reach->reassure( __( 'Visitors notice nothing: the form is shown, checked, kept and confirmed as usual.', 'smartalloc-ops' ) )
			->reassure( __( 'Nothing is deleted. Held entries are taken in, in order, when you switch it on again.', 'smartalloc-ops' ) )
			->reassure( __( 'Mails of the form itself still go out; comms is a flag of its own.', 'smartalloc-ops' ) );
	}

	/** @return list<Refusal> */
	public function refusals( string $scope, string $value ): array {
		return [];
	}

	/** False: it could not be written down, so SmartAlloc takes it in as ever; held and forgotten would be worse. */
	private function is_recorded( int $form_id, int $entry_id, Hold $hold ): bool {
		$references = [
			'form_id'  => $form_id,
			'entry_id' => $entry_id,
		];
		try {
			$this->work->hold( new NewWork( "submission:$form_id:$entry_id", 'gf_submission', SmartAlloc::GENERIC_HOOK, '', $references, $form_id, $entry_id, 'intake' ), $hold );
			return true;
		} catch ( DatabaseError ) {
			return false;
		}
	}
}
