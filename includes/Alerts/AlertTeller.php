<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** Puts into the outbox what fired, got worse or is over, each once. */
final class AlertTeller {
	private const A_ROUND = 100;

	/** Changes before the onset that a message names. */
	private const NAMED = 3;

	/** @param \Closure(): Config $config */
	public function __construct( private readonly AlertStore $alerts, private readonly Evidence $evidence, private readonly Signals $signals, private readonly AnnouncementStore $outbox, private readonly \Closure $config ) {}

	public function tell(): void {
		foreach ( $this->alerts->untold( self::A_ROUND ) as $alert ) {
			if ( Severity::Critical === $alert->severity || ( $this->config )()->tells_recommended() ) {
				$what = AlertState::Resolved === $alert->state ? 'resolved' : "firing:{$alert->severity->value}";
				$this->outbox->put( "alert:{$alert->id}:$what", Sentences::recording( fn (): Message => $this->message( $alert ) ) );
			}
			$this->alerts->told( $alert );
		}
	}

	private function message( Alert $alert ): Message {
		$decision = null === $alert->decision_id ? null : $this->evidence->get( $alert->decision_id );
		$label    = $this->signals->label( $alert->signal );
		$link     = Links::tab( 'alerts', '', [ 'focus' => $alert->id ] )->target;
		if ( AlertEnd::Gone === $alert->ended ) {
			return new Message(
				'resolved',
				Severity::Info,
				"alert:{$alert->id}",
				/* translators: %s: name of a check. */
				sprintf( __( 'Not measured any more: %s', 'smartalloc-ops' ), $label ),
				[ __( 'The alert ended because what it was about is gone or has stood still for a week. Nobody saw it recover.', 'smartalloc-ops' ), self::since( $alert ) ],
				$link
			);
		}
		if ( AlertState::Resolved === $alert->state ) {
			/* translators: %s: name of a check. */
			return new Message( 'resolved', Severity::Info, "alert:{$alert->id}", sprintf( __( 'Over: %s', 'smartalloc-ops' ), $label ), [ self::since( $alert ) ], $link );
		}
		$data    = null === $decision ? [] : $decision->data;
		$finding = $data['finding'] ?? '';
		$changes = $data['changes'] ?? [];
		$lines   = [ is_string( $finding ) ? $finding : '', self::since( $alert ) ];
		foreach ( array_slice( is_array( $changes ) ? $changes : [], 0, self::NAMED ) as $change ) {
			$at      = Time::from_rfc3339( (string) $change['at'] );
			/* translators: 1: date and time, 2: what was changed. */
			$lines[] = sprintf( __( 'Before it, %1$s: %2$s', 'smartalloc-ops' ), null === $at ? '' : LocalTime::said( $at ), (string) $change['change'] );
		}
		$title = Severity::Critical === $alert->severity
			/* translators: %s: name of a check. */
			? sprintf( __( 'Critical: %s', 'smartalloc-ops' ), $label )
			/* translators: %s: name of a check. */
			: sprintf( __( 'To be looked at: %s', 'smartalloc-ops' ), $label );
		return new Message( 'alert', $alert->severity, "alert:{$alert->id}", $title, $lines, $link );
	}

	private static function since( Alert $alert ): string {
		/* translators: %s: date and time. */
		return sprintf( __( 'Since %s.', 'smartalloc-ops' ), LocalTime::said( $alert->onset_at ) );
	}
}
