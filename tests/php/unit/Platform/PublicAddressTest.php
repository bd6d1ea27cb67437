<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\PublicAddress;

final class PublicAddressTest extends TestCase {
	#[DataProvider( 'addresses' )]
	public function test_only_addresses_of_the_public_internet_are_public( string $address, bool $is_public ): void {
		self::assertSame( $is_public, PublicAddress::is( $address ) );
	}

	/** @return iterable<string, array{string, bool}> */
	public static function addresses(): iterable {
		foreach ( [ '1.1.1.1', '8.8.8.8', '93.184.215.14', '126.255.255.255', '128.0.0.1', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '100.63.255.255', '100.128.0.0', '2606:4700:4700::1111', '2a00:1450:4001:800::200e', '2400:cb00::1' ] as $address ) {
			yield $address => [ $address, true ];
		}
		foreach ( [ '0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:10::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', 'ff02::1', '5f00::1', '4000::1' ] as $address ) {
			yield $address => [ $address, false ];
		}
		foreach ( [ '', 'localhost', '1.1.1', '01.1.1.1', '1.1.1.1 ', '1.1.1.1/8', '0x01010101', '[2606:4700::1]', 'fe80::1%eth0' ] as $text ) {
			yield "no address: {$text}" => [ $text, false ];
		}
	}
}
