<?php
/**
 * Run once by WP-CLI on a new demo site: its first release is kept, tried and named good, so that a rollback can be tried.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

use SmartAllocOps\Journal\Actor;

( static function ( \wpdb $wpdb ): void {
	$vault = ( new SmartAllocOps\Services( $wpdb ) )->vault_services()->vault();
	$kept  = $vault->keep( 'The first release of the demo.', Actor::system() );
	$vault->drill( $kept->id, Actor::system() );
	$vault->pin( $kept->id, $vault->report()->revision, 'The first release of the demo.', Actor::system() );
} )( $GLOBALS['wpdb'] );
