<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Queue\QueueReport;

defined( 'ABSPATH' ) || exit;

/** Where each signal of SmartAlloc comes from on this site: its hook, something it can be derived from, or nowhere. */
final class Coverage {
	/** Groups whose jobs stand in for a hook that does not fire. */
	private const JOBS = [
		'smartalloc_allocation_finished' => 'smartalloc_allocate',
		'smartalloc_export_started'      => 'smartalloc_export',
		'smartalloc_export_finished'     => 'smartalloc_export',
		'smartalloc_notification_result' => 'smartalloc_notify',
		'smartalloc_webhook_result'      => 'smartalloc_notify',
	];

	public function __construct( private readonly GravityForms $gravity_forms ) {}

	/**
	 * @param array<string, array{at: int, detail: string}> $beats
	 * @return list<array{signal: string, label: string, state: 'by_hook'|'derived'|'not_connected', remedy: string}>
	 */
	public function lines( array $beats, QueueReport $queues ): array {
		$lines = [];
		foreach ( ContractSignals::SOURCES as $hook => $source ) {
			$beat    = $beats[ ContractSignals::BEAT . $hook ] ?? null;
			$derived = null !== $beat ? '' : $this->derived_from( $hook, $source, $queues );
			$lines[] = [
				'signal' => $hook,
				'label'  => ContractSignals::label( $hook ),
				'state'  => match ( true ) {
					null !== $beat => 'by_hook',
					'' !== $derived => 'derived',
					default => 'not_connected',
				},
				'remedy' => match ( true ) {
					/* translators: %s: date and time. */
					null !== $beat => sprintf( __( 'Last noted %s.', 'smartalloc-ops' ), LocalTime::said( $beat['at'] ) ),
					'' !== $derived => $derived,
					default => $this->remedy( $hook, $source ),
				},
			];
		}
		return $lines;
	}

	/** What the signal is derived from, in a sentence; empty when nothing here can tell. */
	private function derived_from( string $hook, string $source, QueueReport $queues ): string {
		if ( 'forms' === $source ) {
			/* translators: %s: name of a hook. */
			return $this->gravity_forms->presence()->is_present() ? sprintf( __( 'Derived from the entries of Gravity Forms: that one came, not what became of it. SmartAlloc would tell by the action %s.', 'smartalloc-ops' ), $hook ) : '';
		}
		if ( 'jobs' !== $source || ! $queues->action_scheduler->is_present() ) {
			return '';
		}
		$group = self::JOBS[ $hook ] ?? null;
		if ( null === $group ) {
			/* translators: %s: name of a hook. */
			return sprintf( __( 'Derived from the failed jobs of SmartAlloc in Action Scheduler. SmartAlloc would tell by the action %s.', 'smartalloc-ops' ), $hook );
		}
		/* translators: 1: name of a group of jobs, 2: name of a hook. */
		return true === $queues->get( "as:$group" )?->is_known ? sprintf( __( 'Derived from the jobs of the group %1$s: that one ended or failed, not how. SmartAlloc would tell by the action %2$s.', 'smartalloc-ops' ), $group, $hook ) : '';
	}

	private function remedy( string $hook, string $source ): string {
		$what = match ( $source ) {
			'forms' => __( 'Gravity Forms is not here to derive it from.', 'smartalloc-ops' ),
			'jobs'  => __( 'No job of Action Scheduler is here to derive it from.', 'smartalloc-ops' ),
			default => __( 'SmartAlloc has not asked yet; the flags are enforced from outside where that is possible.', 'smartalloc-ops' ),
		};
		/* translators: 1: a sentence, 2: name of a hook. */
		return sprintf( __( '%1$s To connect it, let SmartAlloc use the hook %2$s as the README describes.', 'smartalloc-ops' ), $what, $hook );
	}
}
