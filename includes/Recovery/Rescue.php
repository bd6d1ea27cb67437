<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * The door for the worst day: brings the last known good build back when neither WordPress nor its database answers.
 *
 * English only, since no translation is loaded. Nothing here asks WordPress for anything.
 */
final class Rescue {
	private const DONE     = 0;
	private const REFUSED  = 1;
	private const USAGE    = 2;
	private const OPERATOR = 3;

	/** Requests that have it loaded get this long to end. */
	private const PATIENCE_MS = 5_000;

	private const HELP = <<<'TEXT'
		SmartAlloc Ops: brings a kept build of SmartAlloc back without WordPress.

		  php rescue.php status
		  php rescue.php revert --reason="why" [--to=<archive>] [--dry-run]
		  php rescue.php resume                  ends a swap that was killed
		  php rescue.php undo --reason="why"     brings back what the last swap replaced

		  --content=<folder>   wp-content, where it is not two folders above this file
		  --plugins=<folder>   the folder of plugins, where it is not <content>/plugins
		  --allow-root         files keep their owner; better run it as the owner of wp-content

		Ends with 0: done; 1: refused, nothing was changed; 2: not understood; 3: neither build stands, see what it says.

		TEXT;

	private const WHY = [
		'no_vault'      => 'There is no vault in wp-content: no build was ever kept here.',
		'no_key'        => 'The key of the vault is not there or is no key (wp-content/' . Places::KEY . ').',
		'key_readable'  => 'Others can read the key of the vault. Look who did; then: chmod 600 wp-content/' . Places::KEY,
		'no_pin'        => 'No build was named the last known good one. Choose one with --to=<archive>; the newest is never assumed to be good.',
		'not_ours'      => 'It was not signed by this site. Do not use it.',
		'changed'       => 'It is not what was kept.',
		'not_found'     => 'There is no such archive.',
		'git_checkout'  => 'The plugin is a git checkout: bring it back with git, or with the deployment of this site.',
		'link'          => 'The plugin is a symbolic link: bring it back with the deployment of this site.',
		'not_writable'  => 'It cannot be written to. Run this as the owner of wp-content.',
		'other_device'  => 'It lies on another device, so that it could not be swapped in one step.',
		'disk_full'     => 'There is not enough room on the disk.',
		'unfinished'    => 'A swap was begun and never ended: php rescue.php resume',
		'locked'        => 'Another swap is going on.',
		'unreadable'    => 'It cannot be read. Run this as the owner of wp-content.',
		'stands'        => 'That build stands there already.',
		'needs_operator' => 'Neither build could be put in place. Both are in the folder of swaps in wp-content: move the one you want by hand (mv).',
	];

	/** @param \Closure( string ): void $say Takes a line. */
	public function __construct( private readonly \Closure $say ) {}

	/**
	 * @param list<string> $args What stands after the name of the script.
	 * @return int Exit code.
	 */
	public function run( array $args, string $script_folder, int $now_ms ): int {
		$options = [];
		$command = 'help';
		foreach ( $args as $arg ) {
			if ( 1 === preg_match( '/^--(to|reason|content|plugins)=(.*)$/sD', $arg, $found ) ) {
				$options[ $found[1] ] = $found[2];
			} elseif ( in_array( $arg, [ '--dry-run', '--allow-root' ], true ) ) {
				$options[ substr( $arg, 2 ) ] = '1';
			} elseif ( 'help' === $command && in_array( $arg, [ 'status', 'revert', 'resume', 'undo' ], true ) ) {
				$command = $arg;
			} elseif ( 'help' !== $arg && '--help' !== $arg ) {
				( $this->say )( "Not understood: $arg" );
				( $this->say )( self::HELP );
				return self::USAGE;
			}
		}
		if ( 'help' === $command ) {
			( $this->say )( self::HELP );
			return self::USAGE;
		}
		try {
			return $this->carry_out( $command, $options, Places::from( $script_folder, $options['content'] ?? null, $options['plugins'] ?? null ), $now_ms );
		} catch ( Refused $refused ) {
			$this->say_why( $refused );
			return 'needs_operator' === $refused->reason ? self::OPERATOR : self::REFUSED;
		}
	}

	/** @param array<string, string> $options */
	private function carry_out( string $command, array $options, Places $places, int $now_ms ): int {
		if ( 'status' !== $command && ! isset( $options['dry-run'] ) && ! isset( $options['allow-root'] ) && function_exists( 'posix_geteuid' ) && 0 === posix_geteuid() ) {
			( $this->say )( 'This is root. Run it as the owner of wp-content (sudo -u), or say --allow-root: files keep their owner then.' );
			return self::REFUSED;
		}
		if ( in_array( $command, [ 'revert', 'undo' ], true ) && ! isset( $options['dry-run'] ) && '' === trim( $options['reason'] ?? '' ) ) {
			( $this->say )( 'Say why: --reason="..."' );
			return self::USAGE;
		}
		$vault = $places->vault();
		return match ( $command ) {
			'status' => $this->status( $places, $vault ),
			'revert' => $this->revert( $places, $vault, $options, $now_ms ),
			'resume' => $this->resume( $places, $now_ms ),
			default => $this->undo( $places, $options, $now_ms ),
		};
	}

	private function status( Places $places, Vault $vault ): int {
		$pin = $vault->pinned();
		$all = $vault->all();
		( $this->say )( 'Kept builds, newest first:' );
		foreach ( $all as $kept ) {
			( $this->say )( sprintf( '  %s  %s%s%s', $kept->id, $kept->version ?? 'no version', $kept->digest === $places->standing( $kept->folder ) ? ', stands now' : '', $kept->id === $pin?->archive ? ', last known good' : '' ) );
		}
		[] === $all && ( $this->say )( '  none' );
		foreach ( $vault->strangers() as $id => $why ) {
			( $this->say )( "  $id  not believed: " . ( self::WHY[ $why ] ?? $why ) );
		}
		null === $pin && ( $this->say )( self::WHY['no_pin'] );
		$target = $all[0] ?? null;
		foreach ( null === $target ? [] : $places->swap( $target->folder )->refusals( $target ) as $refused ) {
			$this->say_why( $refused );
		}
		return self::DONE;
	}

	/** @param array<string, string> $options */
	private function revert( Places $places, Vault $vault, array $options, int $now_ms ): int {
		$id   = $options['to'] ?? $vault->pinned()->archive ?? throw new Refused( 'no_pin' );
		$kept = $vault->get( $id );
		$swap = $places->swap( $kept->folder );
		$vault->verify( $kept );
		foreach ( $swap->refusals( $kept ) as $refused ) {
			throw $refused;
		}
		if ( $places->standing( $kept->folder ) === $kept->digest ) {
			throw new Refused( 'stands', $id );
		}
		if ( isset( $options['dry-run'] ) ) {
			( $this->say )( sprintf( 'Would bring %s (%s, %d files) into %s. Its archive is whole. Nothing was changed.', $kept->id, $kept->version ?? 'no version', $kept->files, $kept->folder ) );
			return self::DONE;
		}
		$log  = $places->log();
		$data = [
			'archive' => $kept->id,
			'folder'  => $kept->folder,
			'version' => $kept->version,
		];
		$log->add( 'begun', $options['reason'], $data, $now_ms );
		try {
			[ $replaced, $is_heard ] = $this->exchange( $places, $kept->folder, static fn ( Swap $swap ): string => $swap->bring( $vault, $kept ) );
		} catch ( Refused $refused ) {
			$log->add( 'failed', $refused->reason, $data, $now_ms );
			throw $refused;
		}
		( $this->say )( sprintf( '%s (%s) stands in %s. What stood there is kept as %s.', $kept->id, $kept->version ?? 'no version', $kept->folder, '' === $replaced ? 'nothing: the folder was missing' : $replaced ) );
		( $this->say )( self::about_code( $is_heard ) );
		$this->note( $places, 'brought', $options['reason'], $data + [ 'replaced' => $replaced ], $now_ms );
		return self::DONE;
	}

	private function resume( Places $places, int $now_ms ): int {
		foreach ( $places->folders() as $folder ) {
			$swap = $places->swap( $folder );
			if ( $swap->is_unfinished() ) {
				[ [ 'ended' => $ended, 'replaced' => $replaced ], $is_heard ] = $this->exchange( $places, $folder, static fn ( Swap $swap ): array => $swap->resume() );
				( $this->say )( 'forward' === $ended ? "The swap of $folder was ended: the new build stands." : "The swap of $folder was taken back: what stood there stays." );
				( $this->say )( self::about_code( $is_heard ) );
				$this->note(
					$places,
					"resumed_$ended",
					'',
					[
						'folder'   => $folder,
						'replaced' => $replaced,
					],
					$now_ms
				);
				return self::DONE;
			}
		}
		( $this->say )( 'No swap is unfinished.' );
		return self::DONE;
	}

	/** @param array<string, string> $options */
	private function undo( Places $places, array $options, int $now_ms ): int {
		foreach ( array_reverse( $places->log()->read()['lines'] ) as $line ) {
			$replaced = $line['data']['replaced'] ?? '';
			$folder   = $line['data']['folder'] ?? '';
			if ( ! in_array( $line['event'], [ 'brought', 'undone', 'resumed_forward', 'watchdog_brought' ], true ) ) {
				continue;
			}
			// The newest change and no older one: what stood there before that is not what anybody means.
			if ( ! is_string( $replaced ) || '' === $replaced || ! is_string( $folder ) ) {
				break;
			}
			if ( isset( $options['dry-run'] ) ) {
				( $this->say )( "Would bring $replaced back into $folder. Nothing was changed." );
				return self::DONE;
			}
			[ $now, $is_heard ] = $this->exchange( $places, $folder, static fn ( Swap $swap ): string => $swap->back( $replaced ) );
			( $this->say )( "What stood in $folder before stands there again. What was there meanwhile is kept as $now." );
			( $this->say )( self::about_code( $is_heard ) );
			$this->note(
				$places,
				'undone',
				$options['reason'],
				[
					'folder'   => $folder,
					'back'     => $replaced,
					'replaced' => $now,
				],
				$now_ms
			);
			return self::DONE;
		}
		throw new Refused( 'not_found', 'a swap' );
	}

	/**
	 * Exchanges the build while nobody loads it, where somebody obeys that.
	 *
	 * @template T
	 * @param \Closure( Swap ): T $exchange
	 * @return array{T, bool} What the swap gave, and whether the web server will hear of it.
	 * @throws Refused
	 */
	private function exchange( Places $places, string $folder, \Closure $exchange ): array {
		$watch      = $places->is_watched( $folder ) ? $places->watch( $folder ) : null;
		$standstill = null === $watch ? null : $places->standstill( $watch, 'rescue', self::PATIENCE_MS );
		$is_heard   = false;
		try {
			$result   = $exchange( $places->swap( $folder, null, null, $standstill ) );
			$is_heard = null !== $watch;
		} finally {
			try {
				$is_heard ? $watch?->exchanged_unheard() : ( true === $standstill?->is_obeyed() ? $watch?->go() : null );
			} catch ( Refused ) {
				// The stop ends by itself, and a full disk must not keep anybody from the rescue.
				$is_heard = false;
			}
		}
		if ( false === $standstill?->had_ended() ) {
			( $this->say )( 'Some requests that had SmartAlloc loaded had not ended before its files changed. If one of them failed, look at it again.' );
		}
		return [ $result, $is_heard ];
	}

	private static function about_code( bool $is_heard ): string {
		return $is_heard
			? 'The next request to the site makes PHP read the new code. Ask for a page of it.'
			: 'PHP may still hold the old code: reload PHP-FPM where opcache.validate_timestamps is 0.';
	}

	/**
	 * Writes down what was done. It is done whether that succeeds or not, and nobody may be told otherwise.
	 *
	 * @param array<string, string|int|null> $data
	 */
	private function note( Places $places, string $event, string $reason, array $data, int $now_ms ): void {
		try {
			$places->log()->add( $event, $reason, $data, $now_ms );
		} catch ( Refused $refused ) {
			( $this->say )( "It is done, but could not be written down ($refused->reason): tell the others yourself." );
		}
	}

	private function say_why( Refused $refused ): void {
		( $this->say )( trim( ( self::WHY[ $refused->reason ] ?? "Refused: $refused->reason." ) . ( '' === $refused->where ? '' : " ($refused->where)" ) ) );
	}
}
