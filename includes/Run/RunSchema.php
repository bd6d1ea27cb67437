<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** A run on the wire: its steps so far, those still planned, and what may be done with it. */
final class RunSchema {
	public function __construct( private readonly RunService $runs, private readonly Clock $clock ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		$states = array_map( static fn ( RunState $state ): string => $state->value, RunState::cases() );
		return Shape::object(
			[
				'id'          => Shape::integer(),
				'kind'        => Shape::one_of( [ 'rollback' ] ),
				'state'       => Shape::one_of( $states ),
				'interrupted' => Shape::boolean(),
				'active'      => Shape::boolean(),
				'scenario'    => Shape::text(),
				'reason'      => Shape::text(),
				'actor'       => Shape::nullable( Shape::actor() ),
				'version'     => Shape::integer(),
				'lease_owner' => Shape::nullable( Shape::text() ),
				'lease_until' => Shape::nullable( Shape::time() ),
				'created_at'  => Shape::time(),
				'updated_at'  => Shape::time(),
				'finished_at' => Shape::nullable( Shape::time() ),
				'headline'    => Shape::text(),
				'steps'       => Shape::list_of( self::step_shape() ),
				'next_steps'  => Shape::list_of( self::next_step() ),
				'waiting'     => Shape::nullable(
					Shape::object(
						[
							'reason'  => Shape::text(),
							// Whoever has started the run cannot answer.
							'second'  => Shape::boolean(),
							'answers' => Shape::list_of(
								Shape::object(
									[
										'answer' => Shape::text(),
										'label'  => Shape::text(),
									]
								)
							),
						]
					)
				),
				'report'      => Shape::nullable( self::report_shape() ),
				'choices'     => Shape::list_of( Shape::one_of( [ 'answer', 'resume', 'abort', 'close' ] ) ),
			],
			'run'
		);
	}

	/** @return array<string, mixed> */
	public static function next_step(): array {
		return Shape::object(
			[
				'text'    => Shape::text(),
				'command' => Shape::nullable( Shape::text() ),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::item() ),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'runs'
		);
	}

	/** @return array<string, mixed> */
	public function describe( Run $run ): array {
		$interrupted = $run->is_interrupted( $this->clock->now_ms() );
		$next_steps  = $run->outcome['next_steps'] ?? [];
		return [
			'id'          => $run->id,
			'kind'        => $run->kind,
			'state'       => $run->state->value,
			'interrupted' => $interrupted,
			'active'      => $run->is_active,
			'scenario'    => (string) ( $run->payload['scenario'] ?? '' ),
			'reason'      => $run->reason,
			'actor'       => $run->actor->to_array(),
			'version'     => $run->version,
			'lease_owner' => null === $run->lease_until ? null : $run->lease_owner,
			'lease_until' => Time::rfc3339( $run->lease_until ),
			'created_at'  => Time::rfc3339( $run->created_at ),
			'updated_at'  => Time::rfc3339( $run->updated_at ),
			'finished_at' => Time::rfc3339( $run->finished_at ),
			'headline'    => $this->headline( $run, $interrupted ),
			'steps'       => $this->steps( $run ),
			'next_steps'  => is_array( $next_steps ) && ! $run->state->is_moving() && ! $run->state->is_final() ? array_values( Sentences::all_told( $next_steps ) ) : [],
			'waiting'     => self::waiting( $run ),
			'report'      => self::report( $run ),
			'choices'     => $this->runs->choices( $run ),
		];
	}

	/** A lost race with the run in it as the wire shows it. */
	public function described( Conflict $lost ): Conflict {
		return $lost->present instanceof Run ? new Conflict( $lost->code_name, $lost->getMessage(), $lost->subject, $this->describe( $lost->present ) ) : $lost;
	}

	private function headline( Run $run, bool $interrupted ): string {
		return match ( true ) {
			$interrupted => __( 'Interrupted: its worker is gone. It can go on where it stopped.', 'smartalloc-ops' ),
			RunState::Running === $run->state => __( 'Under way.', 'smartalloc-ops' ),
			RunState::Aborting === $run->state => __( 'Putting back what it had changed.', 'smartalloc-ops' ),
			RunState::Closed === $run->state => __( 'Ended by a person. The switches were left as they stood.', 'smartalloc-ops' ),
			default => Sentences::told( (string) ( $run->outcome['headline'] ?? '' ) ),
		};
	}

	/** @return array{reason: string, second: bool, answers: list<array{answer: string, label: string}>}|null */
	private static function waiting( Run $run ): ?array {
		$waiting = $run->waiting();
		return null === $waiting ? null : [
			'reason'  => $waiting['reason'],
			'second'  => $waiting['second'],
			'answers' => array_map(
				static fn ( string|int $answer, string $label ): array => [
					'answer' => (string) $answer,
					'label'  => Sentences::told( $label ),
				],
				array_keys( $waiting['answers'] ),
				$waiting['answers']
			),
		];
	}

	/** @return array<string, mixed>|null What the whole of it did, once it has ended by itself. */
	private static function report( Run $run ): ?array {
		$report = $run->outcome['report'] ?? null;
		return is_array( $report ) ? $report : null;
	}

	/** @return array<string, mixed> */
	private static function report_shape(): array {
		$build = Shape::nullable(
			Shape::object(
				[
					'version' => Shape::nullable( Shape::text() ),
					'digest'  => Shape::nullable( Shape::text() ),
				]
			)
		);
		return Shape::object(
			[
				'strategy' => Shape::text(),
				'before'   => $build,
				'after'    => $build,
				'took_ms'  => Shape::integer(),
				'steps'    => Shape::list_of(
					Shape::object(
						[
							'name'    => Shape::text(),
							'took_ms' => Shape::integer(),
						]
					)
				),
				'released' => Shape::nullable( Shape::integer() ),
				'failed'   => Shape::nullable( Shape::integer() ),
			]
		);
	}

	/** @return list<array<string, mixed>> */
	private function steps( Run $run ): array {
		$plan  = $this->runs->plan( $run );
		$lines = [];
		$seen  = [];
		foreach ( $this->runs->steps( $run ) as $row ) {
			$seen[ $row->ordinal ] = true;
			$evidence              = $row->output['evidence'] ?? [];
			$lines[]               = [
				'ordinal'     => $row->ordinal,
				'name'        => $row->name,
				'title'       => isset( $plan[ $row->ordinal ] ) ? $plan[ $row->ordinal ]->title() : $row->name,
				'direction'   => $row->direction,
				'attempt'     => $row->attempt,
				'state'       => $row->state,
				'started_at'  => Time::rfc3339( $row->started_at ),
				'finished_at' => Time::rfc3339( $row->finished_at ),
				'evidence'    => self::evidence( is_array( $evidence ) ? $evidence : [] ),
				'error'       => isset( $row->output['error'] ) ? Sentences::told( (string) $row->output['error'] ) : null,
			];
		}
		foreach ( RunState::Running === $run->state || ( $run->state->is_waiting() && RunState::Running === $run->way_on() ) ? $plan : [] as $ordinal => $step ) {
			if ( ! isset( $seen[ $ordinal ] ) ) {
				$lines[] = [
					'ordinal'     => $ordinal,
					'name'        => $step->name(),
					'title'       => $step->title(),
					'direction'   => 'do',
					'attempt'     => 0,
					'state'       => 'planned',
					'started_at'  => null,
					'finished_at' => null,
					'evidence'    => [],
					'error'       => null,
				];
			}
		}
		return $lines;
	}

	/**
	 * @param array<mixed> $evidence
	 * @return list<array{label: string, value: string}>
	 */
	private static function evidence( array $evidence ): array {
		return array_values(
			array_map(
				static fn ( mixed $fact ): array => [
					'label' => is_array( $fact ) ? (string) ( $fact['label'] ?? '' ) : '',
					'value' => is_array( $fact ) ? (string) ( $fact['value'] ?? '' ) : '',
				],
				Sentences::all_told( $evidence )
			)
		);
	}

	/** @return array<string, mixed> */
	private static function step_shape(): array {
		return Shape::object(
			[
				'ordinal'     => Shape::integer(),
				'name'        => Shape::text(),
				'title'       => Shape::text(),
				'direction'   => Shape::one_of( [ 'do', 'undo' ] ),
				'attempt'     => Shape::integer(),
				'state'       => Shape::one_of( [ 'planned', 'started', 'waiting', 'done', 'failed' ] ),
				'started_at'  => Shape::nullable( Shape::time() ),
				'finished_at' => Shape::nullable( Shape::time() ),
				'evidence'    => Shape::list_of(
					Shape::object(
						[
							'label' => Shape::text(),
							'value' => Shape::text(),
						]
					)
				),
				'error'       => Shape::nullable( Shape::text() ),
			]
		);
	}
}
