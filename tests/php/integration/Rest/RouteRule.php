<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** What the specification says of one route: who may call it, and what a call that is allowed answers. */
final class RouteRule {
	/**
	 * @param 'anyone'|'view'|'operate'|'flags'|'rollback'|'settings'|'update_plugins'|'bearer' $right   `bearer`: nobody by who they are, only by a token of its own.
	 * @param int                                                                            $status  When it is allowed and nothing else is wrong.
	 * @param bool                                                                           $changes Whether an allowed call leaves a trace.
	 * @param \Closure(): array{path: string, body: array<string, mixed>|null}               $arrange Makes a site on which the call has its effect, and that call.
	 */
	public function __construct(
		public readonly string $method,
		public readonly string $path,
		public readonly string $right,
		public readonly int $status,
		public readonly bool $changes,
		public readonly \Closure $arrange,
	) {}

	public function name(): string {
		return trim( "{$this->method} {$this->path}" );
	}

	/** Whether a program of a person can read it without changing anything. */
	public function only_reads(): bool {
		return ! $this->changes && '' !== $this->path && ! $this->is_for_machines();
	}

	public function is_for_machines(): bool {
		return 'bearer' === $this->right;
	}

	/** @param 'none'|'bad'|'good' $nonce */
	public function allows( Caller $caller, string $nonce ): bool {
		return $this->status === $this->expected( $caller, $nonce )[0];
	}

	/**
	 * Status and error code that this caller gets.
	 *
	 * @param 'none'|'bad'|'good' $nonce
	 * @return array{int, string|null}
	 */
	public function expected( Caller $caller, string $nonce ): array {
		if ( 'bad' === $nonce && ! $caller->is_program() ) {
			return [ 403, 'rest_cookie_invalid_nonce' ];
		}
		if ( 'anyone' === $this->right ) {
			return [ $this->status, null ];
		}
		if ( $this->is_for_machines() ) {
			return [ 401, 'smartalloc_ops_no_bearer' ];
		}
		// Without its nonce a cookie is worth nothing: that is core's protection against forged requests.
		if ( Caller::Anonymous === $caller || ( 'none' === $nonce && ! $caller->is_program() ) ) {
			return [ 401, 'smartalloc_ops_not_signed_in' ];
		}
		if ( in_array( $this->right, $caller->rights(), true ) ) {
			return [ $this->status, null ];
		}
		// The owner may neither change settings nor say which code is good, with or without a program.
		$is_asked_for_a_person = $caller->is_program() && ! ( Caller::OwnersProgram === $caller && in_array( $this->right, [ 'settings', 'update_plugins' ], true ) );
		return [ 403, $is_asked_for_a_person ? 'smartalloc_ops_person_needed' : 'smartalloc_ops_forbidden' ];
	}
}
