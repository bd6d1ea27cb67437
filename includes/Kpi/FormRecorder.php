<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\SmartAlloc;

defined( 'ABSPATH' ) || exit;

/**
 * Submissions that a form has accepted, and whether anything came of them.
 *
 * SmartAlloc's handler throws, or returns and tells nothing although it tells of others: the visitor sees a thank-you and
 * nothing follows. A submission whose handler a flag has taken off is held, and neither.
 */
final class FormRecorder {
	private const HOOK = 'smartalloc_form_submission';

	/** Results that are no fault of anybody's. */
	private const WELL = [ 'accepted', 'form_disabled', 'spam', 'duplicate', 'held' ];

	/** @var array<int, array{form: int, result: string|null}> By entry: submissions that are being worked on. */
	private array $open = [];

	private bool $is_registered = false;

	/** @param \Closure( string ): bool $has_spoken Whether a contract hook was seen at all on this site. */
	public function __construct( private readonly Recorder $recorder, private readonly SmartAlloc $smart_alloc, private readonly Config $config, private readonly \Closure $has_spoken ) {}

	public function register(): void {
		// Registered after the flags have theirs: what they take off is off by then.
		add_action( SmartAlloc::GENERIC_HOOK, [ $this, 'gform_after_submission' ], PHP_INT_MIN );
		foreach ( $this->config->forms() as $form_id ) {
			add_action( SmartAlloc::GENERIC_HOOK . "_$form_id", [ $this, 'after_handlers' ], PHP_INT_MAX );
		}
		add_action( self::HOOK, [ $this, 'smartalloc_form_submission' ], PHP_INT_MIN );
	}

	/** @param mixed $entry */
	public function gform_after_submission( $entry = [] ): void {
		[ $entry_id, $form_id ] = self::ids( $entry );
		if ( ! in_array( $form_id, $this->config->forms(), true ) || [] === $this->smart_alloc->handlers( $form_id ) ) {
			return;
		}
		if ( ! $this->is_registered ) {
			$this->is_registered = true;
			// Before the recorder writes.
			add_action( 'shutdown', [ $this, 'shutdown' ], PHP_INT_MAX - 1 );
		}
		$this->open[ $entry_id ] = [
			'form'   => $form_id,
			'result' => null,
		];
	}

	/** @param mixed $told */
	public function smartalloc_form_submission( $told = null ): void {
		$entry_id = is_array( $told ) ? (int) Told::number( $told, 'entry_id' ) : 0;
		$result   = is_array( $told ) && is_string( $told['result'] ?? null ) ? $told['result'] : '';
		if ( isset( $this->open[ $entry_id ] ) ) {
			// Of two handlers the worse counts.
			$before                            = $this->open[ $entry_id ]['result'];
			$this->open[ $entry_id ]['result'] = null === $before || in_array( $before, self::WELL, true ) ? $result : $before;
		}
	}

	/** @param mixed $entry */
	public function after_handlers( $entry = [] ): void {
		[ $entry_id ] = self::ids( $entry );
		if ( isset( $this->open[ $entry_id ] ) ) {
			[ 'form' => $form, 'result' => $result ] = $this->open[ $entry_id ];
			unset( $this->open[ $entry_id ] );
			$this->end( $form, null === $result ? ! $this->tells_usually() : in_array( $result, self::WELL, true ) );
		}
	}

	/** The end of the process: whatever is still worked on was given up. */
	public function shutdown(): void {
		foreach ( $this->open as [ 'form' => $form ] ) {
			$this->end( $form, false );
		}
		$this->open = [];
	}

	private function end( int $form, bool $is_well ): void {
		$this->recorder->count( Metric::FormAccepted, (string) $form );
		if ( ! $is_well ) {
			$this->recorder->count( Metric::FormFailed, (string) $form );
		}
	}

	private function tells_usually(): bool {
		try {
			return ( $this->has_spoken )( self::HOOK );
		} catch ( \Throwable ) {
			return false;
		}
	}

	/**
	 * @param mixed $entry
	 * @return array{int, int} Number of the entry and of its form.
	 */
	private static function ids( $entry ): array {
		return is_array( $entry ) ? [ (int) ( $entry['id'] ?? 0 ), (int) ( $entry['form_id'] ?? 0 ) ] : [ 0, 0 ];
	}
}
