<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** What somebody decided about a run; it waits in the row of the run until the journal tells it. */
final class Decision {
	/** @param 'run.resumed'|'run.aborted'|'run.closed' $event */
	public function __construct( public readonly string $event, public readonly string $reason, public readonly Actor $actor ) {}

	public function to_json(): string {
		return (string) wp_json_encode( [ $this->event, $this->reason, $this->actor->kind, $this->actor->id ] );
	}

	public static function from_json( string $json ): self {
		$given = json_decode( $json, true );
		[ $event, $reason, $kind, $id ] = is_array( $given ) && 4 === count( $given ) ? array_values( $given ) : [ '', '', '', 0 ];
		return new self(
			match ( $event ) {
				'run.aborted', 'run.closed' => $event,
				default => 'run.resumed',
			},
			is_string( $reason ) ? $reason : '',
			Actor::stored( is_string( $kind ) ? $kind : '', is_int( $id ) ? $id : 0 )
		);
	}
}
