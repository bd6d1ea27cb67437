<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** The answer to one question that people bring: for us with its ground, and in plain words for them. */
final class Answer {
	/**
	 * @param 'arrived'|'allocated'|'email'|'twice'|'export' $id
	 * @param string                                         $text    What holds and why, for the person at this screen.
	 * @param string                                         $plain   The same for a parent: no codes, no names.
	 * @param list<Action>                                   $actions Ways on.
	 */
	private function __construct( public readonly string $id, public readonly Status $status, public readonly string $text, public readonly string $plain, public readonly array $actions ) {}

	/**
	 * @param 'arrived'|'allocated'|'email'|'twice'|'export' $id
	 * @param list<Action>                                   $actions
	 */
	public static function of( string $id, Status $status, string $text, string $plain, array $actions = [] ): self {
		return new self( $id, $status, $text, $plain, $actions );
	}

	public function question(): string {
		return match ( $this->id ) {
			'arrived' => __( 'Did the submission arrive?', 'smartalloc-ops' ),
			'allocated' => __( 'Was it allocated?', 'smartalloc-ops' ),
			'email' => __( 'Was an e-mail sent?', 'smartalloc-ops' ),
			'twice' => __( 'Did anything happen twice?', 'smartalloc-ops' ),
			'export' => __( 'Is it in an export?', 'smartalloc-ops' ),
		};
	}
}
