<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Run\Procedure;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Run\RunStore;

defined( 'ABSPATH' ) || exit;

/**
 * A rollback. Where there is a build to bring back it goes to the end, which is the good build with nothing held; else
 * it ends contained and says what a person must do.
 */
final class RollbackProcedure implements Procedure {
	public const KIND = 'rollback';

	public function __construct( private readonly ScenarioCatalog $scenarios, private readonly RollbackSteps $steps, private readonly NextSteps $next_steps, private readonly RunStore $runs, private readonly Builds $builds ) {}

	public function kind(): string {
		return self::KIND;
	}

	public function steps( Run $run ): array {
		return $this->steps->of( $run->payload );
	}

	public function conclude( Run $run ): array {
		if ( Strategy::Contain === RollbackSteps::strategy( $run->payload ) ) {
			return [
				'state'      => RunState::Contained,
				'headline'   => __( 'Contained. A person must now bring the good release back.', 'smartalloc-ops' ),
				'next_steps' => $this->next_steps->after_containment( $run->id, $this->scenarios->get( (string) ( $run->payload['scenario'] ?? '' ) ) ),
			];
		}
		return [
			'state'      => RunState::Finished,
			/* translators: %s: version number. */
			'headline'   => sprintf( __( 'SmartAlloc %s is back, and what was held was let go.', 'smartalloc-ops' ), (string) ( $run->payload['version'] ?? '' ) ),
			'next_steps' => [],
			'report'     => $this->report( $run ),
		];
	}

	public function remedies( Run $run, string $direction ): array {
		return Strategy::Contain === RollbackSteps::strategy( $run->payload ) ? $this->next_steps->after_failure( $run->id ) : [ ...$this->next_steps->after_failure( $run->id ), ...$this->next_steps->without_wordpress() ];
	}

	/** @return array<string, mixed> */
	private function report( Run $run ): array {
		$steps = [];
		$last  = $run->created_at;
		$moved = [];
		foreach ( $this->runs->steps( $run->id ) as $row ) {
			if ( 'done' !== $row->state || 'do' !== $row->direction ) {
				continue;
			}
			$last    = max( $last, (int) $row->finished_at );
			$steps[] = [
				'name'    => $row->name,
				'took_ms' => max( 0, (int) $row->finished_at - $row->started_at ),
			];
			$moved   = 'release' === $row->name && is_array( $row->output['evidence'] ?? null ) ? array_column( $row->output['evidence'], 'n' ) : $moved;
		}
		return [
			'strategy' => RollbackSteps::strategy( $run->payload )->value,
			'before'   => self::build( $run->payload['release'] ?? null, $run->payload['before'] ?? null ),
			'after'    => self::build( $this->builds->version(), $this->builds->installed() ),
			'took_ms'  => $last - $run->created_at,
			'steps'    => $steps,
			'released' => isset( $moved[0] ) ? (int) $moved[0] : null,
			'failed'   => isset( $moved[1] ) ? (int) $moved[1] : null,
		];
	}

	/** @return array{version: string|null, digest: string|null} */
	private static function build( mixed $version, mixed $digest ): array {
		return [
			'version' => is_string( $version ) && '' !== $version ? $version : null,
			'digest'  => is_string( $digest ) && '' !== $digest ? $digest : null,
		];
	}
}
