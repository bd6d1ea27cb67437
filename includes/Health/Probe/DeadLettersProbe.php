<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Health\DeadLetters;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether more jobs wait for a person than the limit allows (K1). */
final class DeadLettersProbe implements Probe {
	public const ID = 'dead_letters';

	public function __construct( private readonly DeadLetters $dead_letters, private readonly Config $config ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Dead letters', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'messages';
	}

	public function why(): string {
		return __( 'A dead letter is an allocation, message or export that will not happen until somebody looks.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %d: number of jobs. */
		return sprintf( __( 'Critical when more than %d jobs of SmartAlloc ran out of attempts. Work that a flag holds does not count.', 'smartalloc-ops' ), $this->config->dead_letter_limit() );
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [ ActionSchedulerProbe::ID ];
	}

	public function measure(): Reading {
		[ 'count' => $count, 'is_complete' => $is_complete ] = $this->dead_letters->count();

		$limit = $this->config->dead_letter_limit();
		$shown = number_format_i18n( $count->value ) . ( $count->capped ? '+' : '' );
		if ( $count->value > $limit ) {
			/* translators: 1: number of jobs, 2: number of jobs. */
			return Reading::critical( 'over_limit', sprintf( __( '%1$s dead letters; the limit is %2$d.', 'smartalloc-ops' ), $shown, $limit ), $this->ways_forward(), $count->value, 'jobs' );
		}
		if ( ! $is_complete ) {
			/* translators: %s: number of jobs. */
			return Reading::of( Status::Recommended, 'partly_seen', sprintf( __( 'At least %s dead letters. Failed jobs of other plugins are so many that not all of SmartAlloc\'s could be counted: clear them out.', 'smartalloc-ops' ), number_format_i18n( $count->value ) ), [ Links::scheduled_actions( 'failed' ) ], $count->value, 'jobs' );
		}
		/* translators: 1: number of jobs, 2: number of jobs. */
		$finding = sprintf( _n( '%1$s dead letter; the limit is %2$d.', '%1$s dead letters; the limit is %2$d.', $count->value, 'smartalloc-ops' ), $shown, $limit );
		return 0 === $count->value ? Reading::good( $finding, 0, 'jobs' ) : Reading::of( Status::Good, 'ok', $finding, $this->ways_forward(), $count->value, 'jobs' );
	}

	public function under_fault( callable $body ): mixed {
		return $this->dead_letters->with_more( $this->config->dead_letter_limit() + 1, $body );
	}

	public function fault(): string {
		/* translators: %d: number of jobs. */
		return sprintf( __( '%d dead letters marked as a self-test are put into the table of work.', 'smartalloc-ops' ), $this->config->dead_letter_limit() + 1 );
	}

	/** @return list<Action> */
	private function ways_forward(): array {
		return [
			Links::tab( 'queue', __( 'Show dead letters', 'smartalloc-ops' ), [ 'state' => 'failed' ] ),
			Links::scheduled_actions( 'failed' ),
			Action::command( __( 'List failed work', 'smartalloc-ops' ), 'wp smartalloc-ops work list --state=failed' ),
		];
	}
}
