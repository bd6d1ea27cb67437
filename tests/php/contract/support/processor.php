<?php
/**
 * A processor of an add-on: each task is a number, and its work one option more. Its tasks can be told to wait or to die.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

if ( ! class_exists( 'GF_Background_Process' ) ) {
	class_alias( 'Gravity_Forms\Gravity_Forms\Async\GF_Background_Process', 'GF_Background_Process' );
}

final class Contract_Processor extends GF_Background_Process {
	/** @var string */
	protected $action = 'contract_processor';

	/** @param mixed $item */
	protected function task( $item ): bool {
		do_action( 'contract_task', $item );
		add_option( "contract_done_$item", getmypid() );
		return false;
	}
}

$GLOBALS['contract_processor'] = new Contract_Processor();
