<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\WpCron;

defined( 'ABSPATH' ) || exit;

/** `scheduling` of one event of WP-Cron: it stays in its array until it is resumed. CronGuard obeys it. */
final class EventPause implements FlagEnforcer {
	public function __construct( private readonly WpCron $wp_cron ) {}

	public function register(): void {}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->wp_cron->presence();
		return match ( true ) {
			! $presence->is_present() => Enforcement::none( $presence->detail ),
			null === $this->wp_cron->next_ms( self::hook( $scope ) ) => Enforcement::full( __( 'No such event is scheduled now; one that is stored later waits, too.', 'smartalloc-ops' ) ),
			default => Enforcement::full( __( 'Obeyed by wp-cron.php, also by one that runs already, by "Run a batch" and by wp cron event run.', 'smartalloc-ops' ) ),
		};
	}

	public function reach( string $scope, string $value ): Reach {
		$hook   = self::hook( $scope );
		$events = $this->wp_cron->events( static fn ( string $name ): bool => $name === $hook )[ $hook ] ?? [
			'pending' => 0,
			'due'     => 0,
		];
		$every  = $this->wp_cron->interval_s( $hook );
		$reach  = ( new Reach() )
			/* translators: %s: a length of time. */
			->line( __( 'Events of this hook', 'smartalloc-ops' ), new Count( $events['pending'] ), null === $every ? __( 'now', 'smartalloc-ops' ) : sprintf( __( 'now; it comes back every %s', 'smartalloc-ops' ), LocalTime::span( $every ) ) )
			->line( __( 'of these due', 'smartalloc-ops' ), new Count( $events['due'] ), __( 'now', 'smartalloc-ops' ) );
		if ( 'off' === $value ) {
			$reach->reassure( __( 'Nothing is deleted: events keep their time, arguments and interval, and other events fire as before.', 'smartalloc-ops' ) )
				->reassure( __( 'An event that has begun is not interrupted.', 'smartalloc-ops' ) );
			return null === $every ? $reach : $reach->warn( __( 'A recurring event fires once when it is resumed, however often it would have come meanwhile.', 'smartalloc-ops' ) );
		}
		return $events['due'] > 0 ? $reach->warn( __( 'The events that are due fire at the next run of WP-Cron.', 'smartalloc-ops' ) ) : $reach;
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private static function hook( string $scope ): string {
		return substr( $scope, strlen( QueueScopes::EVENT ) );
	}
}
