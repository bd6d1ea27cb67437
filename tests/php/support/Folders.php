<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use SmartAllocOps\Recovery\Tree;

/** Folders of plugins, as a deployment lays them. */
final class Folders {
	/** What lies in the first one, also through a link; what the second one had besides stays. */
	public static function copy( string $from, string $to ): void {
		is_dir( $to ) || mkdir( $to, 0755, true );
		foreach ( array_keys( Tree::files( (string) realpath( $from ) ) ) as $path ) {
			is_dir( dirname( "$to/$path" ) ) || mkdir( dirname( "$to/$path" ), 0755, true );
			copy( "$from/$path", "$to/$path" );
			Tree::give_to_owner_of( dirname( $to ), "$to/$path" );
		}
		foreach ( Tree::folders( $to ) as $folder ) {
			Tree::give_to_owner_of( dirname( $to ), $folder );
		}
	}
}
