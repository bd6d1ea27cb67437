<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Recovery\WatchState;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Puts the must-use file that watches SmartAlloc in its place and takes it away, and says how far it may go. */
final class WatchdogService {
	/** Who may: whoever decides which code runs here. On a network that is a super admin. */
	public const MAY_CHANGE = Capability::CODE;

	public const FILE = Places::MUST_USE;

	/** Tells our file from anybody's, of any version. */
	private const MARK = 'final class SmartAlloc_Ops_Watchdog';

	/**
	 * @param string $must_use Folder from which WordPress loads by itself.
	 * @param string $home     Folder of this plugin among the others; a link may be called otherwise than where it leads.
	 */
	public function __construct(
		private readonly Places $places,
		private readonly string $must_use,
		private readonly string $home,
		private readonly SmartAlloc $smart_alloc,
		private readonly Journal $journal,
	) {}

	public function status(): WatchdogStatus {
		$watch = $this->watch();
		$text  = is_file( $this->target() ) ? (string) @file_get_contents( $this->target() ) : null; // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- What cannot be read is broken.
		$state = match ( true ) {
			null === $text => WatchdogStatus::ABSENT,
			! str_contains( $text, self::MARK ), null === $watch || ! $watch->is_set_up() => WatchdogStatus::BROKEN,
			(string) file_get_contents( self::source() ) !== $text => WatchdogStatus::OUTDATED,
			default => WatchdogStatus::INSTALLED,
		};
		return new WatchdogStatus( $state, $this->is_writable(), $watch?->state() ?? new WatchState() );
	}

	/** @return array{id: string, label: string, status: string, detail: string, at: string|null, action: array{kind: string, label: string, target: string}|null} A point of the readiness for a rollback. */
	public function tick(): array {
		[ 'status' => $status, 'detail' => $detail ] = $this->readiness();
		return [
			'id'     => 'watchdog',
			'label'  => __( 'Watchdog', 'smartalloc-ops' ),
			'status' => $status->value,
			'detail' => $detail,
			'at'     => Time::rfc3339( $this->status()->watch->acted['at'] ?? null ),
			'action' => in_array( $status, [ Status::Recommended, Status::NotSetUp ], true ) ? Action::command( __( 'From a shell:', 'smartalloc-ops' ), 'wp smartalloc-ops watchdog install --reason="..."' )->to_array() : null,
		];
	}

	/** @return array{status: Status, detail: string} How ready this site is. */
	public function readiness(): array {
		$status = $this->status();
		return [
			'status' => match ( true ) {
				$status->watch->is_stopped(), WatchdogStatus::BROKEN === $status->state => Status::Critical,
				WatchdogStatus::INSTALLED === $status->state => Status::Good,
				WatchdogStatus::OUTDATED === $status->state => Status::Recommended,
				default => Status::NotSetUp,
			},
			'detail' => WatchdogWords::status( $status ),
		];
	}

	/**
	 * Puts it there, or in the place of another version.
	 *
	 * @throws Forbidden
	 * @throws InvalidField
	 * @throws Refused
	 */
	public function install( string $reason, Actor $actor ): WatchdogStatus {
		Forbidden::unless( $actor, self::MAY_CHANGE );
		$why   = Reason::from( $reason );
		$watch = $this->watch() ?? throw self::refused( 'absent' );
		$this->only_here();
		$this->told(
			function () use ( $watch ): void {
				if ( is_file( $this->target() ) && ! str_contains( (string) file_get_contents( $this->target() ), self::MARK ) ) {
					throw new NotDone( 'not_ours', self::FILE );
				}
				$watch->let_act_alone( $watch->state()->act_alone, $this->home );
				$this->put();
			}
		);
		$this->journal->record( $actor, 'watchdog.installed', 'watchdog', $why->text );
		return $this->status();
	}

	/**
	 * Takes it away, with what it obeyed.
	 *
	 * @throws Forbidden
	 * @throws InvalidField
	 * @throws Refused
	 */
	public function remove( string $reason, Actor $actor ): WatchdogStatus {
		Forbidden::unless( $actor, self::MAY_CHANGE );
		$why = Reason::from( $reason );
		$this->only_here();
		$this->told( fn () => $this->take_away() );
		$this->journal->record( $actor, 'watchdog.removed', 'watchdog', $why->text );
		return $this->status();
	}

	/**
	 * @param bool $act_alone Whether it may bring the pinned build back when nobody has armed it.
	 * @throws Forbidden
	 * @throws InvalidField
	 * @throws Refused
	 */
	public function set_policy( bool $act_alone, string $reason, Actor $actor ): WatchdogStatus {
		Forbidden::unless( $actor, self::MAY_CHANGE );
		$why   = Reason::from( $reason );
		$watch = $this->watch();
		$this->only_here();
		if ( null === $watch || ! $this->status()->is_watching() ) {
			throw self::refused( 'not_installed' );
		}
		$this->told( fn () => $watch->let_act_alone( $act_alone ) );
		$this->journal->record( $actor, 'watchdog.policy', 'watchdog', $why->text, [ 'act_alone' => $act_alone ] );
		return $this->status();
	}

	/**
	 * Brings it to what is asked for, in as many acts as that takes; what is so already is no act.
	 *
	 * @throws Forbidden
	 * @throws InvalidField
	 * @throws Refused
	 */
	public function change( bool $installed, bool $act_alone, string $reason, Actor $actor ): WatchdogStatus {
		Forbidden::unless( $actor, self::MAY_CHANGE );
		Reason::from( $reason );
		if ( ! $installed && $act_alone ) {
			throw new InvalidField( 'act_alone', __( 'What is not installed cannot act.', 'smartalloc-ops' ) );
		}
		$status = $this->status();
		if ( ! $installed ) {
			return WatchdogStatus::ABSENT === $status->state ? $status : $this->remove( $reason, $actor );
		}
		if ( WatchdogStatus::INSTALLED !== $status->state ) {
			$status = $this->install( $reason, $actor );
		}
		return $act_alone === $status->watch->act_alone ? $status : $this->set_policy( $act_alone, $reason, $actor );
	}

	/**
	 * With the plugin it goes too: without the rest of it there is nothing to obey.
	 *
	 * @throws NotDone When it cannot be deleted.
	 */
	public function take_away(): void {
		if ( is_file( $this->target() ) && str_contains( (string) file_get_contents( $this->target() ), self::MARK ) && ! @unlink( $this->target() ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			throw new NotDone( 'not_writable', basename( $this->must_use ) );
		}
		Tree::delete( "{$this->places->content}/" . Places::WATCH );
		clearstatcache( true, $this->target() );
	}

	/** Where it is installed, for an eye. */
	public static function source(): string {
		return __DIR__ . '/' . self::FILE;
	}

	private function watch(): ?Watch {
		$folder = $this->smart_alloc->presence()->source;
		return null === $folder ? null : $this->places->watch( $folder );
	}

	private function target(): string {
		return "$this->must_use/" . self::FILE;
	}

	private function is_writable(): bool {
		$folder = is_dir( $this->must_use ) ? $this->must_use : dirname( $this->must_use );
		return wp_is_writable( $folder ) && wp_is_writable( $this->places->content );
	}

	/** @throws NotDone */
	private function put(): void {
		if ( ! is_dir( $this->must_use ) && ! @mkdir( $this->must_use, 0755 ) && ! is_dir( $this->must_use ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			throw new NotDone( 'not_writable', basename( $this->must_use ) );
		}
		Tree::give_to_owner_of( dirname( $this->must_use ), $this->must_use );
		// Of this name WordPress loads nothing while it is being written.
		$part = $this->target() . '.' . bin2hex( random_bytes( 6 ) ) . '.part';
		if ( ! @copy( self::source(), $part ) || ! @rename( $part, $this->target() ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			is_file( $part ) && unlink( $part );
			throw new NotDone( 'not_writable', basename( $this->must_use ) );
		}
		Tree::give_to_owner_of( $this->must_use, $this->target() );
		function_exists( 'opcache_invalidate' ) && opcache_invalidate( $this->target(), true );
		clearstatcache( true, $this->target() );
	}

	/** @throws Refused One file watches for all sites of a network. */
	private function only_here(): void {
		if ( ! is_main_site() ) {
			throw self::refused( 'not_main_site' );
		}
	}

	private static function refused( string $code ): Refused {
		return new Refused( [ new Refusal( $code, WatchdogWords::refusal( $code, '' ) ) ] );
	}

	/**
	 * @param callable(): mixed $act
	 * @throws Refused
	 */
	private function told( callable $act ): void {
		try {
			$act();
		} catch ( NotDone $refused ) {
			throw new Refused( [ new Refusal( $refused->reason, WatchdogWords::refusal( $refused->reason, $refused->where ) ) ] );
		}
	}
}
