<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Does every part of a rollback that only reads, for real and timed. Nothing that runs is touched. */
final class Rehearsal {
	/** Heartbeat: `ok` or the code of what failed, how long it took, and the build. */
	public const BEAT = 'rollback.rehearsed';

	/** What was rehearsed longer ago says little of today. */
	private const FRESH_MS = 30 * 86_400_000;

	public function __construct(
		private readonly Preflight $preflight,
		private readonly Archives $archives,
		private readonly Places $places,
		private readonly Builds $builds,
		private readonly BuildProbe $probe,
		private readonly Heartbeats $heartbeats,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/**
	 * @return array{ok: bool, took_ms: int, parts: list<array{title: string, took_ms: int, failed: string|null, said: string}>}
	 * @throws Forbidden
	 */
	public function run( Actor $actor ): array {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$good  = $this->archives->good();
		$began = (int) hrtime( true );
		$parts = [
			$this->timed( __( 'Look first', 'smartalloc-ops' ), fn (): string => $this->look() ),
			$this->timed( __( 'Unpack beside and compare', 'smartalloc-ops' ), fn (): string => $this->unpack() ),
			$this->timed( __( 'Ask the site which build it runs', 'smartalloc-ops' ), fn (): string => $this->ask() ),
		];
		$took   = intdiv( (int) hrtime( true ) - $began, 1_000_000 );
		$failed = array_values( array_filter( array_column( $parts, 'failed' ) ) )[0] ?? null;
		$this->heartbeats->beat( self::BEAT, ( $failed ?? 'ok' ) . " $took " . ( $good->id ?? '-' ) );
		$this->journal->record(
			$actor,
			'rollback.rehearsed',
			'archive:' . ( $good->id ?? 'none' ),
			'',
			[
				'ok'      => null === $failed,
				'took_ms' => $took,
			]
		);
		return [
			'ok'      => null === $failed,
			'took_ms' => $took,
			'parts'   => $parts,
		];
	}

	/** @return array{status: Status, detail: string} How fresh the last one is; never good for another build than the one that would come back. */
	public function readiness(): array {
		$beat = $this->heartbeats->all()[ self::BEAT ] ?? null;
		if ( null === $beat ) {
			return [
				'status' => Status::NotSetUp,
				'detail' => __( 'Never rehearsed, so nobody knows how long one takes: wp smartalloc-ops rollback rehearse', 'smartalloc-ops' ),
			];
		}
		[ $outcome, $took, $build ] = explode( ' ', $beat['detail'] ) + [ '', '0', '' ];
		$is_other = $build !== $this->archives->good()?->id;
		$when     = wp_date( 'Y-m-d H:i', intdiv( $beat['at'], 1_000 ) );
		return [
			'status' => match ( true ) {
				'ok' !== $outcome => Status::Critical,
				$is_other, $beat['at'] < $this->clock->now_ms() - self::FRESH_MS => Status::Recommended,
				default => Status::Good,
			},
			'detail' => match ( true ) {
				/* translators: 1: date and time, 2: code of a reason. */
				'ok' !== $outcome => sprintf( __( 'Rehearsed on %1$s, and it could not have been done (%2$s).', 'smartalloc-ops' ), $when, $outcome ),
				/* translators: 1: date and time. */
				$is_other => sprintf( __( 'Rehearsed on %1$s with another build than the one that is called good now.', 'smartalloc-ops' ), $when ),
				/* translators: 1: date and time, 2: number of seconds. */
				default => sprintf( __( 'Rehearsed on %1$s in %2$s s.', 'smartalloc-ops' ), $when, number_format( (int) $took / 1_000, 1, '.', '' ) ),
			},
		];
	}

	private function look(): string {
		$found    = $this->preflight->look( Strategy::Auto, true );
		$refusals = $found->refusals;
		if ( ! $found->brings_code_back() ) {
			$refusals = [ ...$refusals, ...$found->obstacles ];
		}
		if ( [] !== $refusals ) {
			throw new Refused( $refusals );
		}
		return $found->strategy->label();
	}

	private function unpack(): string {
		$good = $this->archives->good() ?? throw new NotDone( 'not_found' );
		$work = "{$this->places->content}/" . Places::WORK . 'rehearsal-' . bin2hex( random_bytes( 6 ) );
		try {
			$this->places->vault()->unpack( $good, $work );
			/* translators: %d: number of files. */
			return sprintf( _n( '%d file is as it was kept.', '%d files are as they were kept.', $good->files, 'smartalloc-ops' ), $good->files );
		} finally {
			Tree::delete( $work );
		}
	}

	private function ask(): string {
		$refusals = [];
		$versions = [];
		foreach ( Door::cases() as $door ) {
			$answer     = $this->probe->look( $door, (string) $this->builds->installed(), $this->builds->version() );
			$versions[] = $door->label() . ': ' . (string) ( $answer->said['version'] ?? '?' );
			if ( ! $answer->is_same() && ( 'other' === $answer->state || $door->is_needed() ) ) {
				$refusals[] = new Refusal( "probe_$answer->why", $door->label() . ': ' . $answer->sentence() );
			}
		}
		return [] === $refusals ? implode( ', ', $versions ) : throw new Refused( $refusals );
	}

	/**
	 * @param \Closure(): string $part
	 * @return array{title: string, took_ms: int, failed: string|null, said: string}
	 */
	private function timed( string $title, \Closure $part ): array {
		$began  = (int) hrtime( true );
		$failed = null;
		try {
			$said = $part();
		} catch ( Refused $refused ) {
			$failed = $refused->refusals[0]->code;
			$said   = $refused->getMessage();
		} catch ( NotDone $refused ) {
			$failed = $refused->reason;
			$said   = $this->archives->words( $refused )->message;
		}
		return [
			'title'   => $title,
			'took_ms' => intdiv( (int) hrtime( true ) - $began, 1_000_000 ),
			'failed'  => $failed,
			'said'    => $said,
		];
	}
}
