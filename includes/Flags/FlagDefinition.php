<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

defined( 'ABSPATH' ) || exit;

/** What a flag is: its values, its safe direction and what it can be scoped to. */
final class FlagDefinition {
	/**
	 * @param key-of<FlagCatalog::RULES>                        $name
	 * @param array<string, array{label: string, verb: string}> $values Value to its word and the verb that sets it.
	 * @param 'none'|'form'|'group'                             $scope_kind
	 */
	public function __construct(
		public readonly string $name,
		public readonly string $title,
		public readonly string $description,
		public readonly array $values,
		public readonly string $scope_kind,
		/** Whether the empty scope ("everything") is a switch of its own. */
		public readonly bool $has_global_scope,
	) {}

	public function accepts( string $value ): bool {
		return isset( $this->values[ $value ] );
	}

	public function default_value(): string {
		return FlagCatalog::RULES[ $this->name ]['default'];
	}

	/** The value that is always allowed; null when neither is safer. */
	public function safe_value(): ?string {
		return FlagCatalog::RULES[ $this->name ]['safe'];
	}

	public function label( string $value ): string {
		return $this->values[ $value ]['label'] ?? $value;
	}
}
