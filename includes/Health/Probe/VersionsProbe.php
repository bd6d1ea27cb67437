<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Platform\Versions;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether everything SmartAlloc rests on is at least as new as this site asks (R1). */
final class VersionsProbe implements Probe {
	public const ID = 'versions';

	private const FAULT = '5.6.0';

	public function __construct( private readonly Versions $versions, private readonly MailTransport $transport ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Versions', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return __( 'Below these versions something SmartAlloc or this console needs is missing or behaves otherwise.', 'smartalloc-ops' );
	}

	public function rule(): string {
		$minimums = [];
		foreach ( $this->versions->all() as $version ) {
			if ( '' !== $version['minimum'] ) {
				$minimums[] = "{$version['name']} {$version['minimum']}";
			}
		}
		/* translators: %s: names and versions. */
		return sprintf( __( 'Critical when one is older than its minimum (Settings): %s. What is absent is told by its own check.', 'smartalloc-ops' ), implode( ', ', $minimums ) );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$versions = $this->versions->all();
		$older    = array_values( array_filter( $versions, static fn ( array $version ): bool => $version['is_older'] ) );
		$n        = count( $versions );
		if ( [] !== $older ) {
			/* translators: 1: name of a program, 2: its version, 3: version number. */
			$names = array_map( static fn ( array $version ): string => sprintf( __( '%1$s %2$s is older than %3$s', 'smartalloc-ops' ), $version['name'], $version['found'], $version['minimum'] ), $older );
			return Reading::critical( 'too_old', implode( '; ', $names ) . '.', [ Links::updates(), Links::site_health(), Action::command( __( 'See what can be updated', 'smartalloc-ops' ), 'wp plugin list --update=available' ) ], count( $older ), null, $n );
		}
		$list = implode( ', ', array_map( static fn ( array $version ): string => "{$version['name']} {$version['found']}", $versions ) );
		if ( Database::is_sqlite() && $this->transport->is_production() ) {
			return Reading::of( Status::Recommended, 'sqlite', __( 'This production site keeps its data in SQLite, which this console supports for development only.', 'smartalloc-ops' ), [ Links::site_health() ], 0, null, $n );
		}
		return Reading::good( "$list.", 0, null, $n );
	}

	public function under_fault( callable $body ): mixed {
		return $this->versions->while_php_is( self::FAULT, $body );
	}

	public function fault(): string {
		/* translators: %s: version number. */
		return sprintf( __( 'PHP is treated as version %s.', 'smartalloc-ops' ), self::FAULT );
	}
}
