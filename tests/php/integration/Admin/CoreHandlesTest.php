<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Admin;

use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** A script that asks for a handle which this WordPress does not have is left out of the page without a word. */
final class CoreHandlesTest extends IntegrationTestCase {
	public function test_this_wordpress_has_every_script_that_the_screen_stands_on(): void {
		$asset   = require dirname( __DIR__, 4 ) . '/build/index.asset.php';
		$scripts = wp_scripts();
		$waiting = $asset['dependencies'];
		$missing = [];
		$seen    = [];
		self::assertNotEmpty( $waiting );
		while ( [] !== $waiting ) {
			$handle = array_pop( $waiting );
			if ( isset( $seen[ $handle ] ) ) {
				continue;
			}
			$seen[ $handle ] = true;
			$found           = $scripts->query( $handle );
			if ( ! $found instanceof \_WP_Dependency ) {
				$missing[] = $handle;
				continue;
			}
			$waiting = [ ...$waiting, ...$found->deps ];
		}
		self::assertSame( [], $missing );
		self::assertInstanceOf( \_WP_Dependency::class, wp_styles()->query( 'wp-components' ) );
	}
}
