<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Recovery;

/** Entries of an archive that our own writer would never make. */
final class TarBytes {
	public static function entry( string $name, string $content, string $kind = '0', string $link = '', string $prefix = '', ?int $size = null ): string {
		$octal = -1 === $size ? "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" : sprintf( '%011o', $size ?? strlen( $content ) );
		$block = pack( 'a100a8a8a8a12a12a8a1a100a8a80a155a12', $name, '0000644', '0000000', '0000000', $octal, '00000000000', '        ', $kind, $link, "ustar\x0000", '', $prefix, '' );
		$block = substr_replace( $block, sprintf( "%06o\0 ", array_sum( array_map( 'ord', str_split( $block ) ) ) ), 148, 8 );
		return $block . $content . str_repeat( "\0", ( 512 - strlen( $content ) % 512 ) % 512 );
	}
}
