<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** Queues on the wire: their schemas and their serializer side by side. */
final class QueueSchema {
	private const STATES  = [ 'idle', 'running', 'waiting', 'late', 'paused', 'not_loaded', 'unavailable' ];
	private const RUNNERS = [ 'wp_cron', 'async', 'cli', 'admin', 'other' ];

	/** @return array<string, mixed> */
	public static function availability(): array {
		return Shape::object(
			[
				'state'  => Shape::one_of( [ 'present', 'absent', 'broken' ] ),
				'detail' => Shape::text(),
				'action' => Shape::nullable( Shape::action() ),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function item(): array {
		$count = Shape::nullable( Shape::count() );
		return Shape::object(
			[
				'id'               => Shape::text(),
				'kind'             => Shape::one_of( [ 'action_scheduler', 'wp_cron', 'gravity_forms', 'work' ] ),
				'name'             => Shape::text(),
				'availability'     => self::availability(),
				'state'            => Shape::one_of( self::STATES ),
				'pending'          => $count,
				'due'              => $count,
				'running'          => $count,
				'failed'           => $count,
				'held'             => $count,
				'oldest_due_at'    => Shape::nullable( Shape::time() ),
				'oldest_due_age_s' => Shape::nullable( Shape::integer() ),
				'paused'           => Shape::nullable(
					Shape::object(
						[
							'flag'     => Shape::text(),
							'scope'    => Shape::text(),
							'revision' => Shape::integer(),
							'actor'    => Shape::nullable( Shape::actor() ),
							'since'    => Shape::nullable( Shape::time() ),
							'reason'   => Shape::text(),
						]
					)
				),
				'no_pause'         => Shape::nullable( Shape::text() ),
				'processor'        => Shape::nullable(
					Shape::object(
						[
							'identifier'           => Shape::text(),
							'batches'              => Shape::count(),
							'at_work'              => Shape::boolean(),
							'lock_since'           => Shape::nullable( Shape::time() ),
							'lock_until'           => Shape::nullable( Shape::time() ),
							'health_check_at'      => Shape::nullable( Shape::time() ),
							'health_check_every_s' => Shape::nullable( Shape::integer() ),
							'finding'              => Shape::text(),
						]
					)
				),
				'last_runner_at'   => Shape::nullable( Shape::time() ),
				'last_runner_kind' => Shape::nullable( Shape::one_of( self::RUNNERS ) ),
				'hooks'            => Shape::list_of(
					Shape::object(
						[
							'hook'    => Shape::text(),
							'pending' => $count,
							'due'     => $count,
							'running' => $count,
							'failed'  => $count,
						]
					)
				),
			],
			'queue'
		);
	}

	/** @return array<string, mixed> */
	public static function report(): array {
		return Shape::object(
			[
				'measured_at'      => Shape::time(),
				'action_scheduler' => self::availability(),
				'queues'           => Shape::list_of( self::item() ),
			],
			'queues'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( QueueReport $report ): array {
		return [
			'measured_at'      => Time::rfc3339( $report->measured_at ),
			'action_scheduler' => self::describe_presence( $report->action_scheduler, $report->remedy ),
			'queues'           => array_map( static fn ( Queue $queue ): array => self::describe_queue( $queue ), $report->queues ),
		];
	}

	/** @return array<string, mixed> */
	private static function describe_queue( Queue $queue ): array {
		$runner = $queue->last_runner['kind'] ?? null;
		return [
			'id'               => $queue->id,
			'kind'             => $queue->kind,
			'name'             => $queue->name,
			'availability'     => self::describe_presence( $queue->availability, $queue->remedy ),
			'state'            => $queue->state,
			'pending'          => $queue->pending?->to_array(),
			'due'              => $queue->due?->to_array(),
			'running'          => $queue->running?->to_array(),
			'failed'           => $queue->failed?->to_array(),
			'held'             => $queue->held?->to_array(),
			'oldest_due_at'    => Time::rfc3339( $queue->oldest_due_ms ),
			'oldest_due_age_s' => $queue->oldest_due_age_s,
			'paused'           => null === $queue->paused ? null : self::describe_pause( $queue->paused ),
			'no_pause'         => $queue->no_pause,
			'processor'        => null === $queue->processor ? null : self::describe_processor( $queue->processor ),
			'last_runner_at'   => Time::rfc3339( $queue->last_runner['at'] ?? null ),
			'last_runner_kind' => null === $runner || in_array( $runner, self::RUNNERS, true ) ? $runner : 'other',
			'hooks'            => array_map(
				static fn ( QueueHook $hook ): array => [
					'hook'    => $hook->hook,
					'pending' => $hook->pending?->to_array(),
					'due'     => $hook->due?->to_array(),
					'running' => $hook->running?->to_array(),
					'failed'  => $hook->failed?->to_array(),
				],
				$queue->hooks
			),
		];
	}

	/** @return array<string, mixed> */
	private static function describe_processor( ProcessorFacts $facts ): array {
		return [
			'identifier'           => $facts->identifier,
			'batches'              => $facts->batches->to_array(),
			'at_work'              => $facts->is_at_work,
			'lock_since'           => Time::rfc3339( $facts->lock_since ),
			'lock_until'           => Time::rfc3339( $facts->lock_until ),
			'health_check_at'      => Time::rfc3339( $facts->health_check_at ),
			'health_check_every_s' => $facts->health_check_every_s,
			'finding'              => $facts->finding,
		];
	}

	/** @return array<string, mixed> */
	private static function describe_pause( FlagState $flag ): array {
		return [
			'flag'     => $flag->flag,
			'scope'    => $flag->scope,
			'revision' => $flag->revision,
			'actor'    => $flag->actor?->to_array(),
			'since'    => Time::rfc3339( $flag->changed_at ),
			'reason'   => $flag->reason,
		];
	}

	/** @return array{state: string, detail: string, action: array{kind: string, label: string, target: string}|null} */
	public static function describe_presence( Presence $presence, ?Action $remedy ): array {
		return [
			'state'  => $presence->state,
			'detail' => $presence->detail,
			'action' => $remedy?->to_array(),
		];
	}
}
