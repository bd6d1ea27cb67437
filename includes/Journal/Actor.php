<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** Who does it. Only kind and id are stored; a name is looked up when it is shown. */
final class Actor {
	/** @param 'user'|'cli'|'cron'|'run'|'schedule'|'system' $kind */
	private function __construct( public readonly string $kind, public readonly int $id ) {}

	public static function current_user(): self {
		return new self( 'user', get_current_user_id() );
	}

	public static function user( int $id ): self {
		return new self( 'user', $id );
	}

	/** The shell: whoever reaches WP-CLI could edit the database. `--user` is kept when it was given. */
	public static function cli(): self {
		return new self( 'cli', get_current_user_id() );
	}

	public static function cron(): self {
		return new self( 'cron', 0 );
	}

	/** A step of a run; the person who started it stands in the run. */
	public static function run( int $run_id ): self {
		return new self( 'run', $run_id );
	}

	/** The end that somebody planned when they set something. */
	public static function schedule(): self {
		return new self( 'schedule', 0 );
	}

	public static function system(): self {
		return new self( 'system', 0 );
	}

	public static function stored( string $kind, int $id ): self {
		return match ( $kind ) {
			'user', 'cli', 'cron', 'run', 'schedule' => new self( $kind, $id ),
			default => self::system(),
		};
	}

	/** Authority is asked at the moment of the act, also when a stored actor acts later. */
	public function can( string $capability ): bool {
		return 'user' !== $this->kind || Capability::has( $this->id, $capability );
	}

	/** Both are somebody, and not the same. A shell without `--user` is nobody in particular. */
	public function is_another_person_than( self $other ): bool {
		return $this->is_somebody() && $other->is_somebody() && $this->id !== $other->id;
	}

	public function is_somebody(): bool {
		return in_array( $this->kind, [ 'user', 'cli' ], true ) && $this->id > 0;
	}

	public function name(): string {
		return match ( $this->kind ) {
			'user' => $this->user_name(),
			'cli'  => $this->id > 0 ? sprintf( /* translators: %s: user name. */ __( 'WP-CLI as %s', 'smartalloc-ops' ), $this->user_name() ) : __( 'WP-CLI', 'smartalloc-ops' ),
			'cron' => __( 'WP-Cron', 'smartalloc-ops' ),
			'run'  => 0 === $this->id ? __( 'A run', 'smartalloc-ops' ) : sprintf( /* translators: %d: number of a run. */ __( 'Run %d', 'smartalloc-ops' ), $this->id ),
			'schedule' => __( 'the planned end', 'smartalloc-ops' ),
			default => __( 'SmartAlloc Ops', 'smartalloc-ops' ),
		};
	}

	/** @return array{kind: string, id: int, name: string} */
	public function to_array(): array {
		return [
			'kind' => $this->kind,
			'id'   => $this->id,
			'name' => $this->name(),
		];
	}

	private function user_name(): string {
		if ( 0 === $this->id ) {
			return __( 'somebody who was erased on request', 'smartalloc-ops' );
		}
		$user = get_userdata( $this->id );
		/* translators: %d: user id. */
		return false === $user ? sprintf( __( 'deleted user %d', 'smartalloc-ops' ), $this->id ) : $user->display_name;
	}
}
