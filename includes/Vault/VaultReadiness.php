<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Swap;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * How ready this site is to bring a build back, point by point.
 *
 * @phpstan-type Tick array{id: string, label: string, status: string, detail: string, at: string|null, action: array{kind: string, label: string, target: string}|null}
 */
final class VaultReadiness {
	/** A drill that is older says little: disks age. */
	private const DRILL_DAYS = 30;

	public function __construct(
		private readonly VaultService $vault,
		private readonly Places $places,
		private readonly VaultJournal $known,
		private readonly RescueImport $rescue,
		private readonly VaultDoor $door,
		private readonly RecoveryCardService $card,
		private readonly Heartbeats $heartbeats,
		private readonly Clock $clock,
	) {}

	/** @return list<Tick> */
	public function ticks(): array {
		$report = $this->vault->report();
		return array_values( array_filter( [ $this->pin( $report ), $this->archive( $report ), $this->kept(), $this->room( $report ), $this->swap( $report ), $this->closed( $report ), $this->card( $report ), $this->strangers() ] ) );
	}

	/** @return Tick */
	private function pin( VaultReport $report ): array {
		$good = $report->good();
		[ $status, $detail ] = match ( true ) {
			null !== $report->trouble => [ 'no_vault' === $report->trouble->reason ? Status::NotSetUp : Status::Critical, VaultWords::refusal( $report->trouble )->message ],
			null === $good => [ Status::Recommended, [] === $report->all ? __( 'Nothing is kept yet that could be named good.', 'smartalloc-ops' ) : __( 'Builds are kept, and none was named good. Look at them, then name one.', 'smartalloc-ops' ) ],
			/* translators: 1: version number, 2: id of an archive. */
			default => [ Status::Good, sprintf( __( 'Version %1$s (%2$s).', 'smartalloc-ops' ), $good->version ?? '?', $good->id ) ],
		};
		$newest = $report->all[0]->id ?? null;
		$way    = null === $newest ? self::shell( 'vault keep' ) : self::shell( "vault pin $newest --reason=\"...\"" );
		return self::tick( 'pin', __( 'Last known good build', 'smartalloc-ops' ), $status, $detail, $report->pin?->at, Status::Good === $status ? null : $way );
	}

	/** @return Tick|null */
	private function archive( VaultReport $report ): ?array {
		$good = $report->good();
		if ( null === $good ) {
			return null;
		}
		$drill  = $this->known->newest( 'vault.drilled', [ $good->id ] )[ $good->id ] ?? null;
		$is_old = null !== $drill && $this->clock->now_ms() - $drill->at > self::DRILL_DAYS * 86_400_000;
		[ $status, $detail ] = match ( true ) {
			null === $drill => [ Status::Recommended, __( 'It was never unpacked for a test, as far as the journal reaches. Do a drill.', 'smartalloc-ops' ) ],
			true !== ( $drill->data['ok'] ?? null ) => [ Status::Critical, VaultWords::sentence( $drill->text( 'code' ), $drill->text( 'where' ) ) ],
			/* translators: %d: number of days. */
			$is_old => [ Status::Recommended, sprintf( _n( 'It was as it was kept, but that was looked at more than %d day ago. Do a drill.', 'It was as it was kept, but that was looked at more than %d days ago. Do a drill.', self::DRILL_DAYS, 'smartalloc-ops' ), self::DRILL_DAYS ) ],
			default => [ Status::Good, __( 'It was unpacked for a test, and every file was as it was kept.', 'smartalloc-ops' ) ],
		};
		return self::tick( 'archive', __( 'Its archive', 'smartalloc-ops' ), $status, $detail, $drill?->at, Status::Good === $status ? null : self::shell( "vault drill $good->id" ) );
	}

	/** @return Tick */
	private function kept(): array {
		$beats   = $this->heartbeats->all();
		$refused = $beats[ Capture::REFUSED ] ?? null;
		$seen    = $beats[ Capture::SEEN ] ?? null;
		[ $status, $detail, $at ] = match ( true ) {
			null !== $refused => [ Status::Recommended, VaultWords::sentence( $refused['detail'], '' ), $refused['at'] ],
			null !== $seen => [ Status::Good, __( 'It was kept once its files were still.', 'smartalloc-ops' ), $seen['at'] ],
			default => [ Status::Unknown, __( 'No tick has looked at it yet.', 'smartalloc-ops' ), null ],
		};
		return self::tick( 'kept', __( 'The installed build is kept', 'smartalloc-ops' ), $status, $detail, $at, Status::Good === $status ? null : self::shell( 'vault keep' ) );
	}

	/** @return Tick */
	private function room( VaultReport $report ): array {
		$free   = @disk_free_space( $this->places->content ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Unknown is said.
		$needed = (int) ( Swap::ROOM * ( $report->good()->bytes ?? 0 ) );
		[ $status, $detail ] = match ( true ) {
			! is_float( $free ) => [ Status::Unknown, __( 'This server does not tell how much room is left.', 'smartalloc-ops' ) ],
			/* translators: 1: free space, e.g. "12 GB", 2: needed space. */
			$free < $needed => [ Status::Critical, sprintf( __( '%1$s free, %2$s needed.', 'smartalloc-ops' ), (string) size_format( (int) $free ), (string) size_format( $needed ) ) ],
			/* translators: %s: free space, e.g. "12 GB". */
			0 === $needed => [ Status::Good, sprintf( __( '%s free.', 'smartalloc-ops' ), (string) size_format( (int) $free ) ) ],
			/* translators: 1: free space, e.g. "12 GB", 2: needed space. */
			default => [ Status::Good, sprintf( __( '%1$s free, %2$s needed.', 'smartalloc-ops' ), (string) size_format( (int) $free ), (string) size_format( $needed ) ) ],
		};
		return self::tick( 'room', __( 'Free space', 'smartalloc-ops' ), $status, $detail );
	}

	/** @return Tick|null */
	private function swap( VaultReport $report ): ?array {
		if ( null === $report->good() ) {
			return null;
		}
		$obstacles = array_filter( $report->obstacles, static fn ( NotDone $obstacle ): bool => 'disk_full' !== $obstacle->reason );
		return self::tick(
			'swap',
			__( 'This server can exchange the folders', 'smartalloc-ops' ),
			[] === $obstacles ? Status::Good : Status::Recommended,
			[] === $obstacles ? __( 'By two renames, also from a shell when WordPress does not answer.', 'smartalloc-ops' ) : implode( ' ', array_map( static fn ( NotDone $obstacle ): string => VaultWords::refusal( $obstacle )->message, $obstacles ) )
		);
	}

	/** @return Tick|null */
	private function closed( VaultReport $report ): ?array {
		if ( 'no_vault' === $report->trouble?->reason ) {
			return null;
		}
		$found = $this->door->found();
		return self::tick( 'closed', __( 'The vault is closed to the web', 'smartalloc-ops' ), $found['status'], $found['detail'], $found['at'], null !== $found['rule'] ? Action::command( __( 'For nginx:', 'smartalloc-ops' ), $found['rule'] ) : ( Status::Unknown === $found['status'] ? self::shell( 'vault keep' ) : null ) );
	}

	/** @return Tick|null */
	private function card( VaultReport $report ): ?array {
		if ( null === $report->good() ) {
			return null;
		}
		$printed = $this->card->printed();
		[ $status, $detail ] = match ( $printed['state'] ) {
			'never' => [ Status::Recommended, __( 'It was never printed. On the worst day this screen cannot be read.', 'smartalloc-ops' ) ],
			'outdated' => [ Status::Recommended, __( 'What stands on it has changed since it was printed. Print it again and throw the old one away.', 'smartalloc-ops' ) ],
			'current' => [ Status::Good, __( 'It was printed, and what stands on it still holds.', 'smartalloc-ops' ) ],
		};
		return self::tick( 'card', __( 'Recovery card', 'smartalloc-ops' ), $status, $detail, $printed['at'], Links::tab( 'rollback', __( 'Open it', 'smartalloc-ops' ), [ 'view' => 'card' ] ) );
	}

	/** @return Tick|null */
	private function strangers(): ?array {
		$count = $this->rescue->strangers();
		/* translators: %d: number of lines. */
		return 0 === $count ? null : self::tick( 'rescue_log', __( 'Rescue log', 'smartalloc-ops' ), Status::Critical, sprintf( _n( '%d line in the rescue log is not signed by this site. It is not believed: find out who wrote it.', '%d lines in the rescue log are not signed by this site. They are not believed: find out who wrote them.', $count, 'smartalloc-ops' ), $count ) );
	}

	/** What is pressed further down this tab can be typed, too. */
	private static function shell( string $command ): Action {
		return Action::command( __( 'From a shell:', 'smartalloc-ops' ), "wp smartalloc-ops $command" );
	}

	/**
	 * @param int|null $at UTC epoch milliseconds: how old it is.
	 * @return Tick
	 */
	private static function tick( string $id, string $label, Status $status, string $detail, ?int $at = null, ?Action $action = null ): array {
		return [
			'id'     => $id,
			'label'  => $label,
			'status' => $status->value,
			'detail' => $detail,
			'at'     => Time::rfc3339( $at ),
			'action' => $action?->to_array(),
		];
	}
}
