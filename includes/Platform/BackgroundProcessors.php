<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The background processors of Gravity Forms on this request, found by what listens to their health checks.
 *
 * Other plugins ship the same library under other names; theirs are not Gravity Forms' and stay alone.
 */
final class BackgroundProcessors {
	public const HEALTH_METHOD = 'handle_cron_healthcheck';

	/** Its base class until 2.9.7 and since. */
	private const CLASSES = [ 'GF_Background_Process', 'Gravity_Forms\Gravity_Forms\Async\GF_Background_Process' ];

	private const EVENT_ENDING = '_cron';

	/** @return array<string, Processor> By name. */
	public function all(): array {
		global $wp_filter;
		$found = [];
		foreach ( array_keys( is_array( $wp_filter ) ? $wp_filter : [] ) as $hook ) {
			$processor = $this->of_event( (string) $hook );
			if ( null !== $processor ) {
				$found[ $processor->name ] = $processor;
			}
		}
		ksort( $found );
		return $found;
	}

	public function get( string $name ): ?Processor {
		foreach ( [ "wp_$name", $name ] as $identifier ) {
			$found = $this->of_identifier( $identifier );
			if ( null !== $found ) {
				return $found;
			}
		}
		return null;
	}

	/** @param string $identifier Also the action of its loopback request. */
	public function of_identifier( string $identifier ): ?Processor {
		return $this->of_event( $identifier . self::EVENT_ENDING );
	}

	/** Whose health check this event is. */
	public function of_event( string $hook ): ?Processor {
		if ( ! str_ends_with( $hook, self::EVENT_ENDING ) ) {
			return null;
		}
		foreach ( Callbacks::functions_on( $hook ) as $function ) {
			if ( is_array( $function ) && is_object( $function[0] ?? null ) && self::HEALTH_METHOD === ( $function[1] ?? null ) && self::is_gravity_forms( $function[0] ) ) {
				return new Processor( substr( $hook, 0, -strlen( self::EVENT_ENDING ) ), $function[0] );
			}
		}
		return null;
	}

	private static function is_gravity_forms( object $processor ): bool {
		foreach ( self::CLASSES as $class ) {
			if ( is_a( $processor, $class ) ) {
				return true;
			}
		}
		return false;
	}
}
