<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Counts batches and tasks of background processors and reads their locks, all in one bounded statement.
 *
 * A batch is foreign and serialized: only its beginning and its end are read, and nothing of it is unserialized.
 */
final class ProcessorQueues {
	/** Batches read of each processor. So many found means "at least". */
	private const CAP = 200;

	/** Long enough for site, number of tasks and the two times, short enough for nothing of a task's own to matter. */
	private const HEAD = 80;
	private const TAIL = 110;

	/** What Gravity Forms takes a process for dead after, unless a filter says otherwise. */
	private const LOCK_S = 60;

	private const TRANSIENT = '_site_transient_';
	private const TIMEOUT   = '_site_transient_timeout_';

	public function __construct( private readonly Database $db ) {}

	/**
	 * @param array<string, Processor> $processors By name.
	 * @return array<string, ProcessorState> Likewise.
	 * @throws DatabaseError When the options cannot be read.
	 */
	public function survey( array $processors ): array {
		if ( [] === $processors ) {
			return [];
		}
		[ $table, $key, $value ] = is_multisite()
			? [ $this->db->network( 'sitemeta' ), 'meta_key', 'meta_value' ]
			: [ $this->db->foreign( 'options' ), 'option_name', 'option_value' ];
		$parts                   = [];
		$args                    = [];
		$number                  = 0;
		foreach ( $processors as $processor ) {
			++$number;
			$parts[] = "SELECT * FROM (SELECT $key AS name, SUBSTR($value, 1, %d) AS head, SUBSTR($value, -%d) AS tail FROM %i WHERE $key LIKE %s LIMIT %d) batches_$number";
			array_push( $args, self::HEAD, self::TAIL, $table, $this->db->like( $processor->batches() ) . '%', self::CAP + 1 );
		}
		$locks = [];
		foreach ( $processors as $processor ) {
			array_push( $locks, $processor->lock(), self::TRANSIENT . $processor->lock(), self::TIMEOUT . $processor->lock() );
		}
		$marks   = implode( ', ', array_fill( 0, count( $locks ), '%s' ) );
		$parts[] = "SELECT $key AS name, $value AS head, '' AS tail FROM %i WHERE $key IN ($marks)";
		$rows    = $this->db->rows( implode( ' UNION ALL ', $parts ), [ ...$args, $table, ...$locks ] );
		return array_map( static fn ( Processor $processor ): ProcessorState => self::state( $processor, $rows ), $processors );
	}

	/** @param list<array<string, string|null>> $rows */
	private static function state( Processor $processor, array $rows ): ProcessorState {
		$found  = 0;
		$tasks  = 0;
		$oldest = null;
		$locks  = [];
		foreach ( $rows as $row ) {
			$name = (string) $row['name'];
			if ( str_starts_with( $name, $processor->batches() ) ) {
				++$found;
				$in      = 1 === preg_match( '/s:4:"data";a:(\d+):\{/', (string) $row['head'], $said ) ? (int) $said[1] : null;
				$tasks   = null === $in || null === $tasks ? null : $tasks + $in;
				$created = 1 === preg_match( '/s:17:"timestamp_created";d:(\d+(?:\.\d+)?);/', (string) $row['tail'], $said ) ? (int) floor( (float) $said[1] * 1000 ) : null;
				$oldest  = null === $created ? $oldest : min( $created, $oldest ?? $created );
			} elseif ( str_ends_with( $name, $processor->lock() ) ) {
				$locks[ $name ] = (string) $row['head'];
			}
		}
		return new ProcessorState(
			Count::up_to( $found, self::CAP ),
			null === $tasks ? null : new Count( $tasks, $found > self::CAP ),
			$oldest,
			self::lock( $processor, $locks )
		);
	}

	/** @param array<string, string> $rows Names of options to their values. */
	private static function lock( Processor $processor, array $rows ): ?ProcessorLock {
		$name = $processor->lock();
		if ( isset( $rows[ $name ] ) ) {
			$since = is_numeric( $rows[ $name ] ) ? (int) floor( (float) $rows[ $name ] * 1000 ) : null;
			// Their own filter: what it says is what they go by.
			$limit = (int) apply_filters( "{$processor->identifier}_queue_lock_time", self::LOCK_S ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- theirs.
			return new ProcessorLock( $name, $rows[ $name ], $since, null === $since ? null : $since + $limit * 1000 );
		}
		if ( wp_using_ext_object_cache() ) {
			$value = get_site_transient( $name );
			return is_string( $value ) && '' !== $value ? new ProcessorLock( '', $value, self::moment( $value ), null ) : null;
		}
		$value = $rows[ self::TRANSIENT . $name ] ?? null;
		$until = $rows[ self::TIMEOUT . $name ] ?? null;
		return null === $value ? null : new ProcessorLock( self::TRANSIENT . $name, $value, self::moment( $value ), is_numeric( $until ) ? (int) $until * 1000 : null );
	}

	/** What PHP's microtime() wrote: a fraction, a space and seconds. */
	private static function moment( string $value ): ?int {
		return 1 === preg_match( '/^(0\.\d+) (\d{9,11})$/', $value, $said ) ? (int) $said[2] * 1000 + (int) floor( (float) $said[1] * 1000 ) : null;
	}
}
