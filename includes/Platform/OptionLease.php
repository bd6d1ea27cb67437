<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * "One of us does it", among requests that share nothing but WordPress's table of options: also where our own tables
 * are not there yet.
 *
 * Taking it is the insert of a row under the unique name; taking over one that ran out is a compare-and-swap of its value.
 */
final class OptionLease {
	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param string $option Its name; deleted again by release().
	 * @return string|null What release() asks for; null when somebody else holds it.
	 * @throws DatabaseError When the database does not answer.
	 */
	public function take( string $option, int $for_ms ): ?string {
		$mine = $this->token( $for_ms );
		if ( 1 === $this->db->execute( 'INSERT IGNORE INTO %i (option_name, option_value, autoload) VALUES (%s, %s, %s)', [ $this->options(), $option, $mine, 'off' ] ) ) {
			return $mine;
		}
		$theirs = $this->db->value( 'SELECT option_value FROM %i WHERE option_name = %s', [ $this->options(), $option ] );
		if ( null === $theirs || (int) $theirs > $this->clock->now_ms() ) {
			return null;
		}
		// Whoever held it was killed, or is so late that it may not go on alone.
		return 1 === $this->db->execute( 'UPDATE %i SET option_value = %s WHERE option_name = %s AND option_value = %s', [ $this->options(), $mine, $option, $theirs ] ) ? $mine : null;
	}

	/** Whether it could be had now: one read. */
	public function is_free( string $option ): bool {
		$theirs = $this->db->value( 'SELECT option_value FROM %i WHERE option_name = %s', [ $this->options(), $option ] );
		return null === $theirs || (int) $theirs <= $this->clock->now_ms();
	}

	/** @return string|null What release() asks for from now on; null when it ran out and somebody else took it over. */
	public function renew( string $option, string $mine, int $for_ms ): ?string {
		$longer = $this->token( $for_ms );
		return 1 === $this->db->execute( 'UPDATE %i SET option_value = %s WHERE option_name = %s AND option_value = %s', [ $this->options(), $longer, $option, $mine ] ) ? $longer : null;
	}

	/** Only one's own: it may have been taken over meanwhile. */
	public function release( string $option, string $mine ): void {
		$this->db->execute( 'DELETE FROM %i WHERE option_name = %s AND option_value = %s', [ $this->options(), $option, $mine ] );
	}

	private function token( int $for_ms ): string {
		return ( $this->clock->now_ms() + $for_ms ) . ' ' . bin2hex( random_bytes( 8 ) );
	}

	private function options(): string {
		return $this->db->foreign( 'options' );
	}
}
