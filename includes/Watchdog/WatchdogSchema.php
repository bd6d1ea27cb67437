<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** The watchdog on the wire. */
final class WatchdogSchema {
	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'state'         => Shape::one_of( WatchdogStatus::ALL ),
				// Whether it can be installed and removed from here.
				'writable'      => Shape::boolean(),
				'act_alone'     => Shape::boolean(),
				'detail'        => Shape::text(),
				'armed_until'   => Shape::nullable( Shape::time() ),
				'run_id'        => Shape::nullable( Shape::integer() ),
				'archive'       => Shape::nullable( Shape::text() ),
				'stopped_until' => Shape::nullable( Shape::time() ),
				'stopped_why'   => Shape::nullable( Shape::text() ),
				'fatal'         => Shape::nullable(
					Shape::object(
						[
							'at'   => Shape::time(),
							'file' => Shape::text(),
							'kind' => Shape::text(),
						]
					)
				),
				'acted'         => Shape::nullable(
					Shape::object(
						[
							'at'   => Shape::time(),
							'what' => Shape::text(),
							'text' => Shape::text(),
						]
					)
				),
			],
			'watchdog'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( WatchdogStatus $status ): array {
		$watch = $status->watch;
		return [
			'state'         => $status->state,
			'writable'      => $status->is_writable,
			'act_alone'     => $watch->act_alone,
			'detail'        => WatchdogWords::status( $status ),
			'armed_until'   => Time::rfc3339( $watch->armed_until ),
			'run_id'        => $watch->run_id,
			'archive'       => $watch->archive,
			'stopped_until' => Time::rfc3339( $watch->stopped_until ),
			'stopped_why'   => $watch->stopped_why,
			'fatal'         => null === $watch->fatal ? null : [ 'at' => Time::rfc3339( $watch->fatal['at'] ) ] + $watch->fatal,
			'acted'         => null === $watch->acted ? null : [
				'at'   => Time::rfc3339( $watch->acted['at'] ),
				'what' => $watch->acted['what'],
				'text' => WatchdogWords::acted( $watch->acted['what'], $watch->acted['at'] ),
			],
		];
	}
}
