<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** What somebody decided about a run; it waits in the row of the run until the journal tells it. */
final class Decision {
	/**
	 * @param 'run.resumed'|'run.aborted'|'run.closed'|'run.answered' $event
	 * @param string                                                  $answer Code of what was said, of an answer.
	 */
	public function __construct( public readonly string $event, public readonly string $reason, public readonly Actor $actor, public readonly string $answer = '' ) {}

	public function to_json(): string {
		return (string) wp_json_encode( [ $this->event, $this->reason, $this->actor->kind, $this->actor->id, $this->answer ] );
	}

	public static function from_json( string $json ): self {
		$given = json_decode( $json, true );
		[ $event, $reason, $kind, $id, $answer ] = is_array( $given ) ? array_values( $given ) + [ '', '', '', 0, '' ] : [ '', '', '', 0, '' ];
		return new self(
			match ( $event ) {
				'run.aborted', 'run.closed', 'run.answered' => $event,
				default => 'run.resumed',
			},
			is_string( $reason ) ? $reason : '',
			Actor::stored( is_string( $kind ) ? $kind : '', is_int( $id ) ? $id : 0 ),
			is_string( $answer ) ? $answer : ''
		);
	}
}
