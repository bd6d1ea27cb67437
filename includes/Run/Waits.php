<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/**
 * A step says that it cannot go on yet: a person must say something, or the site must come to a state.
 *
 * The run lets go of its lease and keeps its slot. Of a person it waits as long as it takes; what the site does, the
 * tick looks at again. The step is then called once more with the same input, with `progress` as it was left here and
 * with `answer` when somebody has given one.
 */
final class Waits extends \RuntimeException {
	/**
	 * @param string                                              $reason   Code, e.g. `smoke`.
	 * @param string                                              $sentence What is waited for.
	 * @param array<string, string>                               $answers  What may be said, by code.
	 * @param list<array{text: string, command: string|null}>     $next_steps
	 * @param list<array{label: string, value: string}>           $evidence So far.
	 * @param array<string, mixed>                                $progress What the step must know when it is called again.
	 * @param bool                                                $of_second_person Whoever has started the run cannot answer.
	 */
	private function __construct(
		public readonly RunState $state,
		public readonly string $reason,
		string $sentence,
		public readonly array $answers,
		public readonly array $next_steps,
		public readonly array $evidence,
		public readonly array $progress,
		public readonly bool $of_second_person = false,
	) {
		parent::__construct( $sentence );
	}

	/**
	 * @param non-empty-array<string, string>                 $answers
	 * @param list<array{text: string, command: string|null}> $next_steps
	 * @param list<array{label: string, value: string}>       $evidence
	 * @param array<string, mixed>                            $progress
	 */
	public static function for_person( string $reason, string $sentence, array $answers, array $next_steps = [], array $evidence = [], array $progress = [] ): self {
		return new self( RunState::WaitsForPerson, $reason, $sentence, $answers, $next_steps, $evidence, $progress );
	}

	/**
	 * As for_person(), of somebody else than who has started the run.
	 *
	 * @param non-empty-array<string, string>                 $answers
	 * @param list<array{text: string, command: string|null}> $next_steps
	 * @param list<array{label: string, value: string}>       $evidence
	 */
	public static function for_second_person( string $reason, string $sentence, array $answers, array $next_steps = [], array $evidence = [] ): self {
		return new self( RunState::WaitsForPerson, $reason, $sentence, $answers, $next_steps, $evidence, [], true );
	}

	/**
	 * @param list<array{text: string, command: string|null}> $next_steps
	 * @param list<array{label: string, value: string}>       $evidence
	 * @param array<string, mixed>                            $progress
	 * @param array<string, string>                           $answers  What a person may say meanwhile.
	 */
	public static function for_site( string $reason, string $sentence, array $next_steps = [], array $evidence = [], array $progress = [], array $answers = [] ): self {
		return new self( RunState::WaitsForSite, $reason, $sentence, $answers, $next_steps, $evidence, $progress );
	}
}
