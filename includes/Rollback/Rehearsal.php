<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Does every part of a rollback that only reads, for real and timed. Nothing that runs is touched.
 *
 * @phpstan-import-type Rehearsed from RehearsalRecord
 * @phpstan-import-type Part from RehearsalRecord
 */
final class Rehearsal {
	/** What was rehearsed longer ago says little of today. */
	private const FRESH_MS = 30 * 86_400_000;

	/** @param \Closure( string ): ?Actor $who Who rehearsed with this archive last, as far as the journal reaches. */
	public function __construct(
		private readonly Preflight $preflight,
		private readonly Archives $archives,
		private readonly Places $places,
		private readonly Builds $builds,
		private readonly BuildProbe $probe,
		private readonly RehearsalRecord $record,
		private readonly Journal $journal,
		private readonly \Closure $who,
		private readonly Clock $clock,
	) {}

	/**
	 * @return Rehearsed
	 * @throws Forbidden
	 */
	public function run( Actor $actor ): array {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$good   = $this->archives->good();
		$began  = (int) hrtime( true );
		$parts  = Sentences::recording(
			fn (): array => [
				$this->timed( 'look', fn (): string => $this->look() ),
				$this->timed( 'unpack', fn (): string => $this->unpack() ),
				$this->timed( 'ask', fn (): string => $this->ask() ),
			]
		);
		$failed = array_values( array_filter( array_column( $parts, 'failed' ) ) )[0] ?? null;
		$done   = [
			'at'      => $this->clock->now_ms(),
			'archive' => $good?->id,
			'version' => $good?->version,
			'ok'      => null === $failed,
			'took_ms' => intdiv( (int) hrtime( true ) - $began, 1_000_000 ),
			'parts'   => $parts,
		];
		$this->record->keep( $done );
		$this->journal->record(
			$actor,
			'rollback.rehearsed',
			self::subject( $good?->id ),
			'',
			[
				'ok'      => $done['ok'],
				'took_ms' => $done['took_ms'],
				'code'    => $failed,
			]
		);
		return $done;
	}

	/** @return Rehearsed|null */
	public function last(): ?array {
		return $this->record->last();
	}

	/** Id of the build that is called good now. */
	public function good(): ?string {
		return $this->archives->good()?->id;
	}

	/** Who asked for the last one, as far as the journal reaches. */
	public function actor(): ?Actor {
		$last = $this->record->last();
		return null === $last ? null : ( $this->who )( self::subject( $last['archive'] ) );
	}

	/** @return array{status: Status, detail: string, at: int|null} How fresh the last one is; never good for another build than the one that would come back. */
	public function readiness(): array {
		$last = $this->record->last();
		if ( null === $last ) {
			return [
				'status' => Status::NotSetUp,
				'detail' => __( 'Never rehearsed, so nobody knows whether it works here and how long it takes.', 'smartalloc-ops' ),
				'at'     => null,
			];
		}
		$failed   = array_values( array_filter( array_column( $last['parts'], 'failed' ) ) )[0] ?? '';
		$is_other = $last['archive'] !== $this->good();
		$is_old   = $last['at'] < $this->clock->now_ms() - self::FRESH_MS;
		return [
			'status' => match ( true ) {
				! $last['ok'] => Status::Critical,
				$is_other, $is_old => Status::Recommended,
				default => Status::Good,
			},
			'detail' => match ( true ) {
				/* translators: %s: code of a reason. */
				! $last['ok'] => sprintf( __( 'The last one found that it could not be done (%s).', 'smartalloc-ops' ), $failed ),
				$is_other => __( 'The last one was with another build than the one that is called good now.', 'smartalloc-ops' ),
				/* translators: %d: number of days. */
				$is_old => sprintf( _n( 'The last one is older than %d day.', 'The last one is older than %d days.', intdiv( self::FRESH_MS, 86_400_000 ), 'smartalloc-ops' ), intdiv( self::FRESH_MS, 86_400_000 ) ),
				/* translators: %s: number of seconds. */
				default => sprintf( __( 'Everything that only reads was done, in %s s.', 'smartalloc-ops' ), self::seconds( $last['took_ms'] ) ),
			},
			'at'     => $last['at'],
		];
	}

	/** @return array{said: string, result: 'never'|'done'|'failed'} For paper, which does not age by itself: when, with what, how it ended, and until when that counts. */
	public function on_paper(): array {
		$last  = $this->record->last();
		$found = $this->readiness();
		if ( null === $last ) {
			return [
				'said'   => $found['detail'],
				'result' => 'never',
			];
		}
		$at      = LocalTime::said( $last['at'] );
		$version = $last['version'] ?? '?';
		return [
			'said'   => Status::Good === $found['status']
				/* translators: 1: date and time, 2: version number, 3: a sentence, 4: date and time. */
				? sprintf( __( '%1$s, with %2$s. %3$s It counts until %4$s.', 'smartalloc-ops' ), $at, $version, $found['detail'], LocalTime::said( $last['at'] + self::FRESH_MS ) )
				/* translators: 1: date and time, 2: version number, 3: number of seconds, 4: a sentence. */
				: sprintf( __( '%1$s, with %2$s, in %3$s s. %4$s It counts no longer: rehearse again.', 'smartalloc-ops' ), $at, $version, self::seconds( $last['took_ms'] ), $found['detail'] ),
			'result' => $last['ok'] ? 'done' : 'failed',
		];
	}

	/** In seconds, to a tenth. */
	public static function seconds( int $ms ): string {
		return number_format( $ms / 1_000, 1, '.', '' );
	}

	private static function subject( ?string $archive ): string {
		return 'archive:' . ( $archive ?? 'none' );
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
			/* translators: 1: a kind of process, 2: version. */
			$versions[] = sprintf( __( '%1$s: %2$s', 'smartalloc-ops' ), $door->label(), (string) ( $answer->said['version'] ?? '?' ) );
			if ( ! $answer->is_same() && ( 'other' === $answer->state || $door->is_needed() ) ) {
				$refusals[] = new Refusal( "probe_$answer->why", $door->label() . ': ' . $answer->sentence() );
			}
		}
		return [] === $refusals ? Sentences::listed( $versions ) : throw new Refused( $refusals );
	}

	/**
	 * @param 'look'|'unpack'|'ask' $id
	 * @param \Closure(): string    $part
	 * @return Part
	 */
	private function timed( string $id, \Closure $part ): array {
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
			'id'      => $id,
			'took_ms' => intdiv( (int) hrtime( true ) - $began, 1_000_000 ),
			'failed'  => $failed,
			'said'    => $said,
		];
	}
}
