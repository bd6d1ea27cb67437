<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Work\Hold;

defined( 'ABSPATH' ) || exit;

/** Whether each enabled form is handled by SmartAlloc exactly once. */
final class SubmissionPathProbe implements Probe {
	public const ID = 'submission_path';

	public function __construct(
		private readonly GravityForms $gravity_forms,
		private readonly SmartAlloc $smart_alloc,
		private readonly Config $config,
		private readonly FlagReader $flags,
	) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Submission path', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'forms';
	}

	public function why(): string {
		return __( 'With no handler, registrations are accepted and nobody allocates them; with two, each is allocated twice.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Critical unless every enabled form is active in Gravity Forms and exactly one handler of SmartAlloc gets its submissions.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [ GravityFormsProbe::ID ];
	}

	public function measure(): Reading {
		if ( ! $this->gravity_forms->presence()->is_present() ) {
			return Reading::without( $this->gravity_forms->presence() );
		}
		$form_ids = $this->config->forms();
		if ( [] === $form_ids ) {
			return Reading::of( Status::Recommended, 'no_forms', __( 'No form is enabled for SmartAlloc, so there is no submission path to look at.', 'smartalloc-ops' ), [ Links::forms() ], 0, 'forms', 0 );
		}
		$problems = [];
		$actions  = [];
		$reason   = '';
		foreach ( $this->gravity_forms->forms( $form_ids ) as $form_id => $form ) {
			[ $code, $problem, $ways ] = 'active' === $form['state'] ? $this->judge_handlers( $form_id ) : $this->unusable( $form_id, $form['state'] );
			if ( '' !== $code ) {
				$reason     = '' === $reason ? $code : $reason;
				$problems[] = $problem;
				array_push( $actions, ...$ways );
			}
		}
		$n  = count( $form_ids );
		$ok = $n - count( $problems );
		if ( [] !== $problems ) {
			return Reading::critical( $reason, implode( ' ', array_unique( $problems ) ), array_values( array_unique( $actions, SORT_REGULAR ) ), $ok, 'forms', $n );
		}
		$closed = $this->is_generic_closed() ? $this->smart_alloc->on( SmartAlloc::GENERIC_HOOK ) : [];
		if ( [] !== $closed ) {
			$finding = __( 'A second handler of SmartAlloc stands on the generic path, which a flag has closed: entries are taken in once, as long as it stays closed.', 'smartalloc-ops' );
			return Reading::of( Status::Recommended, 'generic_path_closed', $finding, [ Links::tab( 'flags', __( 'See the flag', 'smartalloc-ops' ), [ 'focus' => 'generic_path' ] ), Links::plugins() ], $ok, 'forms', $n );
		}
		/* translators: %d: number of forms. */
		return Reading::good( sprintf( _n( '%d enabled form is active and has exactly one handler.', '%d enabled forms are active and have exactly one handler each.', $n, 'smartalloc-ops' ), $n ), $ok, 'forms', $n );
	}

	public function under_fault( callable $body ): mixed {
		// On a closed generic path it would do no harm, and the check would rightly not turn red.
		$form_id = $this->config->forms()[0] ?? null;
		return $this->is_generic_closed() && null !== $form_id ? $this->smart_alloc->while_doubled( $body, SmartAlloc::GENERIC_HOOK . "_$form_id" ) : $this->smart_alloc->while_doubled( $body );
	}

	public function fault(): string {
		return $this->is_generic_closed()
			? __( 'A second handler of SmartAlloc is put on the hook of a form.', 'smartalloc-ops' )
			: __( 'A second handler of SmartAlloc is put on the generic hook of Gravity Forms.', 'smartalloc-ops' );
	}

	/** @return array{string, string, list<Action>} Code (empty when all is well), sentence, ways forward. */
	private function judge_handlers( int $form_id ): array {
		$handlers = $this->smart_alloc->handlers( $form_id );
		if ( $this->is_generic_closed() ) {
			$handlers = array_values( array_filter( $handlers, static fn ( array $handler ): bool => SmartAlloc::GENERIC_HOOK !== $handler['hook'] ) );
		}
		if ( 1 === count( $handlers ) ) {
			return [ '', '', [] ];
		}
		if ( [] === $handlers && $this->smart_alloc->is_kept_out() ) {
			return [ Hold::NOT_LOADED, SmartAlloc::kept_out(), [ Links::tab( 'rollback', __( 'See what keeps it out', 'smartalloc-ops' ) ), Links::plugins() ] ];
		}
		if ( [] === $handlers ) {
			/* translators: 1: number of a form, 2: what was found of SmartAlloc. */
			$problem = sprintf( __( 'Submissions of form %1$d are accepted and nobody handles them: SmartAlloc has no handler on it. %2$s', 'smartalloc-ops' ), $form_id, $this->smart_alloc->presence()->detail );
			return [ 'no_handler', $problem, [ Links::plugins(), Links::form( $form_id ) ] ];
		}
		$names = implode( ', ', array_map( static fn ( array $handler ): string => "{$handler['callback']} ({$handler['hook']})", $handlers ) );
		/* translators: 1: number of a form, 2: number of handlers, 3: names of handlers. */
		$problem = sprintf( __( 'Each submission of form %1$d is handled %2$d times: %3$s.', 'smartalloc-ops' ), $form_id, count( $handlers ), $names );
		return [ 'double_path', $problem, [ Links::plugins(), Links::tab( 'rollback', __( 'Roll back', 'smartalloc-ops' ) ) ] ];
	}

	/** SmartAlloc's handlers on the generic hook are then taken off for each submission. */
	private function is_generic_closed(): bool {
		return 'off' === $this->flags->value( 'generic_path' );
	}

	/** @return array{string, string, list<Action>} As judge_handlers(). */
	private function unusable( int $form_id, string $state ): array {
		$problem = match ( $state ) {
			/* translators: %d: number of a form. */
			'inactive' => __( 'Form %d is inactive, so it takes no submissions.', 'smartalloc-ops' ),
			/* translators: %d: number of a form. */
			'trashed'  => __( 'Form %d is in the trash, so it takes no submissions.', 'smartalloc-ops' ),
			/* translators: %d: number of a form. */
			default    => __( 'Form %d does not exist in Gravity Forms.', 'smartalloc-ops' ),
		};
		return [ "form_$state", sprintf( $problem, $form_id ), [ Links::forms() ] ];
	}
}
