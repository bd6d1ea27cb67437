<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Tells what happened to an entry, from whatever sources there are. Reads only. */
final class TraceService {
	public function __construct( private readonly EvidenceFinder $finder, private readonly Config $config, private readonly FlagCatalog $catalog ) {}

	/** @throws NotFound When no source has heard of it; names those that were asked and those that could not be. */
	public function trace( int $entry_id ): TraceReport {
		$evidence = $this->finder->find( $entry_id );
		if ( $evidence->is_empty() ) {
			throw new NotFound( self::nothing( $evidence ) );
		}
		$facts   = new Facts( $evidence, $this->config, $this->catalog );
		$answers = ( new Answers() )->of( $facts );
		return new TraceReport(
			$evidence,
			Status::worst( array_map( static fn ( Answer $answer ): Status => $answer->status, $answers ) ),
			self::headline( $facts, $answers ),
			$answers,
			( new Story() )->of( $facts, $answers ),
			self::copy( $evidence, $answers )
		);
	}

	/**
	 * One sentence: the whole way where it went well, else the worst that there is to say.
	 *
	 * @param non-empty-list<Answer> $answers In the order of the way, so of equals the earliest is the cause.
	 */
	private static function headline( Facts $facts, array $answers ): string {
		$worst = $answers[0];
		foreach ( $answers as $answer ) {
			$worst = $answer->status->rank() > $worst->status->rank() ? $answer : $worst;
		}
		$entry = $facts->evidence->entry_id;
		if ( Status::Good !== $worst->status ) {
			/* translators: 1: number of an entry, 2: a question, 3: its answer. */
			return sprintf( __( 'Entry %1$d: %2$s %3$s', 'smartalloc-ops' ), $entry, $worst->question(), $worst->text );
		}
		$messages = count( $facts->sent() );
		return sprintf(
			/* translators: 1: number of an entry, 2: when it came, 3: when it was allocated, 4: number of messages. */
			_n( 'Entry %1$d came on %2$s, was allocated on %3$s, %4$d message left, and it is in an export. Nothing is missing.', 'Entry %1$d came on %2$s, was allocated on %3$s, %4$d messages left, and it is in an export. Nothing is missing.', $messages, 'smartalloc-ops' ),
			$entry,
			LocalTime::said( (int) $facts->evidence->came_at ),
			LocalTime::said( (int) ( $facts->allocation()['at'] ?? 0 ) ),
			$messages
		);
	}

	/** @param list<Answer> $answers */
	private static function copy( Evidence $evidence, array $answers ): string {
		/* translators: %d: number of an entry. */
		$lines = [ sprintf( __( 'Registration number %d', 'smartalloc-ops' ), $evidence->entry_id ) ];
		foreach ( $answers as $answer ) {
			$lines[] = '- ' . $answer->plain;
		}
		/* translators: 1: date and time, 2: time zone. */
		$lines[] = sprintf( __( 'As of %1$s (%2$s).', 'smartalloc-ops' ), LocalTime::said( $evidence->now ), wp_timezone_string() );
		// It goes into other programs, which may show isolates as boxes.
		return Numerals::plain( Numerals::shown( implode( "\n", $lines ) ) );
	}

	private static function nothing( Evidence $evidence ): string {
		$looked = [];
		foreach ( $evidence->sources as $source ) {
			// Asked after the time of the entry, which nobody knows.
			if ( 'flags' !== $source->id && 'exports' !== $source->id ) {
				$looked[] = $source->label . ' (' . ( $source->is_whole() ? __( 'nothing', 'smartalloc-ops' ) : rtrim( $source->detail, '.' ) ) . ')';
			}
		}
		/* translators: 1: number of an entry, 2: list of what was looked at. */
		return sprintf( __( 'There is no trace of entry %1$d. Looked at: %2$s.', 'smartalloc-ops' ), $evidence->entry_id, implode( '; ', $looked ) );
	}
}
