<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/** What went wrong, and which switches contain it. */
final class Scenario {
	/**
	 * @param list<array{flag: string, scope: string, value: string}> $freezes
	 * @param list<string>                                            $groups Action Scheduler groups to pause.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $title,
		public readonly string $description,
		public readonly array $freezes,
		public readonly array $groups,
		/** What a person does after containment, for this scenario. */
		public readonly string $follow_up,
	) {}

	/** @return list<array{flag: string, scope: string, value: string}> The pauses as flag changes. */
	public function pauses(): array {
		return array_map(
			static fn ( string $group ): array => [
				'flag'  => 'scheduling',
				'scope' => $group,
				'value' => 'off',
			],
			$this->groups
		);
	}

	/** @return array<string, mixed> */
	public function to_array(): array {
		return [
			'id'          => $this->id,
			'title'       => $this->title,
			'description' => $this->description,
			'freezes'     => $this->freezes,
			'groups'      => $this->groups,
		];
	}
}
