<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Refused;

defined( 'ABSPATH' ) || exit;

/** The vault on the wire: what is kept, what each is known of, and what stands in the way. */
final class VaultSchema {
	public function __construct( private readonly VaultService $vault, private readonly VaultJournal $known ) {}

	/** @return array<string, mixed> */
	public static function archives(): array {
		return Shape::object(
			[
				'items'     => Shape::list_of( self::item() ),
				'pin'       => Shape::nullable(
					Shape::object(
						[
							'archive' => Shape::text(),
							'at'      => Shape::time(),
							// Null when the journal does not reach so far.
							'actor'   => Shape::nullable( Shape::actor() ),
							'reason'  => Shape::text(),
						]
					)
				),
				// Of the pin; goes with the request that names another build.
				'revision'  => Shape::integer(),
				'installed' => Shape::object(
					[
						'digest'  => Shape::nullable( Shape::text() ),
						// As which archive it is kept.
						'archive' => Shape::nullable( Shape::text() ),
						// When its files were read; null when they were not since they changed.
						'read_at' => Shape::nullable( Shape::time() ),
					]
				),
				// Archives that are not believed.
				'strangers' => Shape::list_of(
					Shape::object(
						[
							'id'      => Shape::text(),
							'message' => Shape::text(),
						]
					)
				),
				// Why the pinned build could not be put in place now.
				'obstacles' => Shape::list_of( Shape::refusal() ),
				// Why the vault or its pin cannot be used at all.
				'trouble'   => Shape::nullable( Shape::refusal() ),
				// How many are kept before the oldest goes; the good one never does.
				'limit'     => Shape::integer(),
				'place'     => Shape::text(),
			],
			'archives'
		);
	}

	/** @return array<string, mixed> */
	public function describe( VaultReport $report ): array {
		$ids       = array_map( static fn ( Kept $kept ): string => $kept->id, $report->all );
		$kept_by   = $this->known->newest( 'vault.kept', $ids );
		$drills    = $this->known->newest( 'vault.drilled', $ids );
		$pins      = null === $report->pin ? [] : $this->known->newest( 'vault.pinned', [ $report->pin->archive ] );
		$installed = $this->vault->installed();
		$items     = array_map( static fn ( Kept $kept ): array => self::described( $kept, $kept->digest === $installed['digest'], $kept->id === $report->pin?->archive, $kept_by[ $kept->id ] ?? null, $drills[ $kept->id ] ?? null ), $report->all );
		$same      = array_values( array_filter( $items, static fn ( array $item ): bool => $item['installed'] ) );
		return [
			'items'     => $items,
			'pin'       => null === $report->pin ? null : self::pin( $report, $pins[ $report->pin->archive ] ?? null ),
			'revision'  => $report->revision,
			'installed' => [
				'digest'  => $installed['digest'],
				'archive' => $same[0]['id'] ?? null,
				'read_at' => Time::rfc3339( $installed['read_at'] ),
			],
			'strangers' => array_map(
				static fn ( string $id, string $code ): array => [
					'id'      => $id,
					'message' => VaultWords::sentence( $code, '' ),
				],
				array_keys( $report->strangers ),
				$report->strangers
			),
			'obstacles' => array_map( static fn ( Refused $refused ): array => VaultWords::refusal( $refused )->to_array(), $report->obstacles ),
			'trouble'   => null === $report->trouble ? null : VaultWords::refusal( $report->trouble )->to_array(),
			'limit'     => Capture::LEAVE,
			'place'     => __( 'In a folder of wp-content with a name that nobody can guess, each archive signed with a key that lies beside it. Only the owner of wp-content can read the key.', 'smartalloc-ops' ),
		];
	}

	/** A lost race with the vault in it as the wire shows it. */
	public function described_conflict( Conflict $lost ): Conflict {
		return $lost->present instanceof VaultReport ? new Conflict( $lost->code_name, $lost->getMessage(), $lost->subject, $this->describe( $lost->present ) ) : $lost;
	}

	/** @return array<string, mixed> */
	private static function item(): array {
		return Shape::object(
			[
				'id'        => Shape::text(),
				'version'   => Shape::nullable( Shape::text() ),
				// Newest schema of the database that it reads; null when the build does not say.
				'schema'    => Shape::nullable( Shape::text() ),
				'digest'    => Shape::text(),
				'files'     => Shape::integer(),
				'bytes'     => Shape::integer(),
				'kept_at'   => Shape::time(),
				'kept_by'   => Shape::nullable( Shape::actor() ),
				'installed' => Shape::boolean(),
				'good'      => Shape::boolean(),
				// The newest that the journal knows.
				'drill'     => Shape::nullable(
					Shape::object(
						[
							'at'     => Shape::time(),
							'passed' => Shape::boolean(),
							'detail' => Shape::text(),
							'actor'  => Shape::actor(),
						]
					)
				),
			]
		);
	}

	/** @return array<string, mixed> */
	private static function described( Kept $kept, bool $installed, bool $good, ?Told $kept_by, ?Told $drill ): array {
		return [
			'id'        => $kept->id,
			'version'   => $kept->version,
			'schema'    => $kept->schema,
			'digest'    => $kept->digest,
			'files'     => $kept->files,
			'bytes'     => $kept->bytes,
			'kept_at'   => Time::rfc3339( $kept->kept_at ),
			'kept_by'   => $kept_by?->actor->to_array(),
			'installed' => $installed,
			'good'      => $good,
			'drill'     => null === $drill ? null : self::drill( $kept, $drill ),
		];
	}

	/** @return array<string, mixed> */
	private static function drill( Kept $kept, Told $drill ): array {
		$passed = true === ( $drill->data['ok'] ?? null );
		return [
			'at'     => Time::rfc3339( $drill->at ),
			'passed' => $passed,
			'detail' => $passed
				/* translators: %d: number of files. */
				? sprintf( _n( '%d file is as it was kept.', '%d files are as they were kept.', $kept->files, 'smartalloc-ops' ), $kept->files )
				: VaultWords::sentence( $drill->text( 'code' ), $drill->text( 'where' ) ),
			'actor'  => $drill->actor->to_array(),
		];
	}

	/** @return array<string, mixed> */
	private static function pin( VaultReport $report, ?Told $told ): array {
		// Somebody with a shell may have named it past the journal.
		$is_told = null !== $told && (int) $told->text( 'revision' ) === $report->revision;
		return [
			'archive' => $report->pin->archive ?? '',
			'at'      => Time::rfc3339( $report->pin?->at ),
			'actor'   => $is_told ? $told->actor->to_array() : null,
			'reason'  => $is_told ? $told->reason : '',
		];
	}
}
