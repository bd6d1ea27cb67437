<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Writes the recovery card of this site, and knows whether the one that was printed still holds. */
final class RecoveryCardService {
	/** Heartbeat: what stood on the card that was printed last. */
	public const PRINTED = 'vault.card';

	/**
	 * @param \Closure(): bool                                                    $has_cli_door Whether the must-use file is there that gives WP-CLI the same commands.
	 * @param \Closure(): array{said: string, result: 'never'|'done'|'failed'} $rehearsed    The last rehearsal, as it is written on paper.
	 */
	public function __construct(
		private readonly VaultService $vault,
		private readonly Places $places,
		private readonly RescueCommand $rescue,
		private readonly SmartAlloc $smart_alloc,
		private readonly Journal $journal,
		private readonly Heartbeats $heartbeats,
		private readonly \Closure $has_cli_door,
		private readonly \Closure $rehearsed,
	) {}

	public function card(): RecoveryCard {
		$good    = $this->vault->report()->good();
		$printed = $this->printed();
		return new RecoveryCard( $good, $this->smart_alloc->presence()->version, $this->facts( $good ), $this->sections( $good ), $printed['state'], $printed['at'] );
	}

	/** Notes that somebody printed it as it stands now. */
	public function print( Actor $actor ): RecoveryCard {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$good = $this->vault->report()->good();
		$this->heartbeats->beat( self::PRINTED, $this->fingerprint( $good ) );
		$this->journal->record( $actor, 'card.printed', 'card:' . ( $good->id ?? 'none' ), '', [ 'version' => $good?->version ] );
		return $this->card();
	}

	/** @return array{state: 'never'|'outdated'|'current', at: int|null} */
	public function printed(): array {
		$beat = $this->heartbeats->all()[ self::PRINTED ] ?? null;
		return [
			'state' => match ( true ) {
				null === $beat => 'never',
				$this->fingerprint( $this->vault->report()->good() ) === $beat['detail'] => 'current',
				default => 'outdated',
			},
			'at'    => $beat['at'] ?? null,
		];
	}

	/** What makes another card of it: the good build, the release it is meant against, where all of it lies, and whether a rehearsal has shown that it works. In no language. */
	private function fingerprint( ?Kept $good ): string {
		return substr( hash( 'sha256', (string) wp_json_encode( [ $good?->id, $this->smart_alloc->presence()->version, $this->rescue->absolute( 'status' ), $this->vault_folder(), ( $this->has_cli_door )(), ( $this->rehearsed )()['result'] ] ) ), 0, 24 );
	}

	/** @return list<array{label: string, value: string}> */
	private function facts( ?Kept $good ): array {
		$presence = $this->smart_alloc->presence();
		$facts    = [
			__( 'Site', 'smartalloc-ops' )                  => home_url(),
			__( 'Installed release', 'smartalloc-ops' )     => $presence->version ?? __( 'not known', 'smartalloc-ops' ),
			__( 'Last known good build', 'smartalloc-ops' ) => null === $good ? __( 'none was named', 'smartalloc-ops' ) : trim( "$good->version $good->id" ),
			__( 'Last rehearsal', 'smartalloc-ops' )        => ( $this->rehearsed )()['said'],
			__( 'WordPress', 'smartalloc-ops' )             => wp_normalize_path( untrailingslashit( ABSPATH ) ),
			__( 'wp-content', 'smartalloc-ops' )            => wp_normalize_path( $this->places->content ),
			__( 'SmartAlloc', 'smartalloc-ops' )            => wp_normalize_path( $this->places->plugins ) . '/' . ( $good->folder ?? $presence->source ?? 'smart-alloc' ),
			__( 'Vault', 'smartalloc-ops' )                 => $this->vault_folder() ?? __( 'there is none', 'smartalloc-ops' ),
			__( 'PHP', 'smartalloc-ops' )                   => $this->php(),
			__( 'Owner of wp-content', 'smartalloc-ops' )   => $this->owner() ?? __( 'not known', 'smartalloc-ops' ),
		];
		return array_map(
			static fn ( string $label, string $value ): array => [
				'label' => $label,
				'value' => $value,
			],
			array_keys( $facts ),
			$facts
		);
	}

	/** @return list<array{title: string, steps: list<array{text: string, command: string|null}>}> */
	private function sections( ?Kept $good ): array {
		$owner    = $this->owner();
		$sections = [
			self::section(
				__( '1. Get to the server', 'smartalloc-ops' ),
				[
					match ( $owner ) {
						null => self::step( __( 'Log in by SSH as the owner of wp-content, in the panel of the host if need be.', 'smartalloc-ops' ) ),
						'root' => self::step( __( 'Log in by SSH as root, the owner of wp-content. Each line of rescue.php then ends with this:', 'smartalloc-ops' ), '--allow-root' ),
						/* translators: %s: name of a user of the server. */
						default => self::step( sprintf( __( 'Log in by SSH as %s, the owner of wp-content. As somebody else, begin each line with this:', 'smartalloc-ops' ), $owner ), "sudo -u $owner" ),
					},
					self::step( __( 'See how things stand. This changes nothing.', 'smartalloc-ops' ), $this->rescue->absolute( 'status' ) ),
				]
			),
			self::section(
				__( '2. Bring the good build back', 'smartalloc-ops' ),
				null === $good
					? [ self::step( __( 'No build was named good. Choose one from the list that "status" prints.', 'smartalloc-ops' ), $this->rescue->absolute( 'revert --to=ARCHIVE --reason="..."' ) ) ]
					: [
						self::step( __( 'Try it without changing anything.', 'smartalloc-ops' ), $this->rescue->absolute( 'revert --dry-run' ) ),
						self::step( __( 'Do it. What stands there now is kept as evidence.', 'smartalloc-ops' ), $this->rescue->absolute( 'revert --reason="..."' ) ),
						...( $this->is_opcache_blind() ? [ self::step( __( 'Reload PHP-FPM: this server looks at changed files only then (opcache.validate_timestamps is 0).', 'smartalloc-ops' ) ) ] : [] ),
					]
			),
			self::section(
				__( '3. If something went wrong on the way', 'smartalloc-ops' ),
				[
					self::step( __( 'It was broken off half-way: end it.', 'smartalloc-ops' ), $this->rescue->absolute( 'resume' ) ),
					self::step( __( 'It was not the release after all: put back what stood there.', 'smartalloc-ops' ), $this->rescue->absolute( 'undo --reason="..."' ) ),
					...( ( $this->has_cli_door )() ? [ self::step( __( 'PHP cannot be found, and WP-CLI can: it knows the same words.', 'smartalloc-ops' ), 'wp --path=' . RescueCommand::quoted( wp_normalize_path( untrailingslashit( ABSPATH ) ) ) . ' smartalloc-ops rollback revert --reason="..." --skip-plugins --skip-themes' ) ] : [] ),
				]
			),
			self::section( __( '4. If that does not work either', 'smartalloc-ops' ), $this->by_hand( $good ) ),
			self::section(
				__( '5. Afterwards', 'smartalloc-ops' ),
				[
					self::step( __( 'Open the console: what was done here stands in its journal within a minute.', 'smartalloc-ops' ) ),
					self::step( __( 'Send one entry through the Sabt form and see it arrive, before you let held work go.', 'smartalloc-ops' ) ),
					self::step( __( 'Tell the people who wait: what happened, since when, what is held.', 'smartalloc-ops' ) ),
				]
			),
		];
		return $sections;
	}

	/** @return list<array{text: string, command: string|null}> What needs nothing but a shell. */
	private function by_hand( ?Kept $good ): array {
		$content = wp_normalize_path( $this->places->content );
		$plugin  = wp_normalize_path( $this->places->plugins ) . '/' . ( $good->folder ?? $this->smart_alloc->presence()->source ?? 'smart-alloc' );
		$quoted  = RescueCommand::quoted( ... );
		$off     = self::step( __( 'Switch SmartAlloc off: WordPress works without it, and nothing is lost that was accepted.', 'smartalloc-ops' ), "mv {$quoted( $plugin )} {$quoted( "$content/smartalloc-off" )}" );
		$vault   = $this->vault_folder();
		if ( null === $good || null === $vault ) {
			return [ $off ];
		}
		$staged = $quoted( "$content/smartalloc-by-hand" );
		return [
			$off,
			self::step( __( 'Unpack the good build.', 'smartalloc-ops' ), "mkdir $staged && tar -xf {$quoted( "$vault/$good->id.tar.gz" )} -C $staged" ),
			self::step( __( 'Compare every file. Each line must end with OK.', 'smartalloc-ops' ), "( cd $staged && sha256sum -c {$quoted( "$vault/$good->id.sha256" )} )" ),
			self::step( __( 'Put it in its place.', 'smartalloc-ops' ), "mv $staged {$quoted( $plugin )}" ),
		];
	}

	private function vault_folder(): ?string {
		try {
			return wp_normalize_path( $this->places->vault()->folder );
		} catch ( Refused ) {
			return null;
		}
	}

	/** Where the PHP of the command line lies, as far as that of the web server knows. */
	private function php(): string {
		$binary = PHP_BINDIR . '/php';
		return PHP_VERSION . ( @is_executable( $binary ) ? " ($binary)" : '' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- open_basedir may forbid to look.
	}

	private function owner(): ?string {
		$owner = @fileowner( $this->places->content ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Not known is said.
		$found = false !== $owner && function_exists( 'posix_getpwuid' ) ? posix_getpwuid( $owner ) : false;
		return false === $found ? null : (string) $found['name'];
	}

	private function is_opcache_blind(): bool {
		return '1' === (string) ini_get( 'opcache.enable' ) && '0' === (string) ini_get( 'opcache.validate_timestamps' );
	}

	/**
	 * @param list<array{text: string, command: string|null}> $steps
	 * @return array{title: string, steps: list<array{text: string, command: string|null}>}
	 */
	private static function section( string $title, array $steps ): array {
		return [
			'title' => $title,
			'steps' => $steps,
		];
	}

	/** @return array{text: string, command: string|null} */
	private static function step( string $text, ?string $command = null ): array {
		return [
			'text'    => $text,
			'command' => $command,
		];
	}
}
