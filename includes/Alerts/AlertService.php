<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;

defined( 'ABSPATH' ) || exit;

/** What people read of alerts, and the one thing they decide about them: that somebody is on it. */
final class AlertService {
	private const MEMBERS = 100;

	public function __construct( private readonly AlertStore $alerts, private readonly Evidence $evidence, private readonly Journal $journal ) {}

	/** @return list<Alert> Newest first. */
	public function page( bool $only_open, ?int $before, int $limit ): array {
		return $this->alerts->page( $only_open, $before, $limit );
	}

	/** @throws NotFound */
	public function get( int $id ): Alert {
		/* translators: %d: number of an alert. */
		return $this->alerts->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no alert %d.', 'smartalloc-ops' ), $id ) );
	}

	/** @throws NotFound */
	public function decision( int $id ): Decision {
		/* translators: %d: number of a decision. */
		return $this->evidence->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no decision %d.', 'smartalloc-ops' ), $id ) );
	}

	/** @return list<Alert> Those that it stands for. */
	public function members( Alert $alert ): array {
		return AlertWatch::MASS === $alert->signal ? $this->alerts->members( $alert->id, self::MEMBERS ) : [];
	}

	/**
	 * Somebody is on it: it is told of again only when it gets worse or is over.
	 *
	 * @throws NotFound|Forbidden
	 * @throws Conflict It is not firing (any more); carries the present Alert.
	 */
	public function acknowledge( int $id, string $reason, Actor $actor ): Alert {
		Forbidden::unless( $actor, Capability::OPERATE );
		$why   = Reason::from( $reason );
		$alert = $this->get( $id );
		if ( ! $this->alerts->acknowledge( $alert, $why, $actor ) ) {
			$now = $this->get( $id );
			/* translators: 1: number of an alert, 2: its state. */
			throw new Conflict( 'alert_changed', sprintf( __( 'Alert %1$d is %2$s now: only one that is firing can be acknowledged.', 'smartalloc-ops' ), $id, $now->state->value ), 'alert', $now );
		}
		$this->journal->record( $actor, 'alert.acknowledged', "alert:$id", $why->text, [ 'signal' => $alert->signal ] );
		return $this->get( $id );
	}
}
