<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * What the contract tests put into a WordPress process: loaded there by a must-use plugin, in web, WP-CLI and child processes alike.
 *
 * Each public static method but play(), and those of ActionSchedulerRecorder, is one scene, named by a test through ActionSchedulerTestCase::scene().
 */
final class ActionSchedulerScenes {

	/** Status of a row that we hold; the column takes 20 characters. */
	public const HELD = 'smartalloc-held';

	/** Reads the scenes of the running test. */
	public static function play( string $file ): void {
		/** @var list<array{string, list<mixed>}> $scenes */
		$scenes = json_decode( (string) file_get_contents( $file ), true, 64, JSON_THROW_ON_ERROR );
		foreach ( $scenes as [ $name, $arguments ] ) {
			/** @var callable $scene */
			$scene = [ method_exists( ActionSchedulerRecorder::class, $name ) ? ActionSchedulerRecorder::class : self::class, $name ];
			$scene( ...$arguments );
		}
	}

	/** Only the scheduler runs, so that neither our plugin nor a reference job changes what is measured; the stored list stays as it is. */
	public static function only_action_scheduler( string $basename ): void {
		$only = static fn (): array => [ $basename ];
		add_filter( 'option_active_plugins', $only );
		add_action(
			'plugins_loaded',
			static function () use ( $only ): void {
				remove_filter( 'option_active_plugins', $only );
			},
			PHP_INT_MIN
		);
		add_filter(
			'pre_http_request',
			static function ( mixed $answer, mixed $arguments, string $url ): mixed {
				return wp_parse_url( $url, PHP_URL_HOST ) === wp_parse_url( site_url(), PHP_URL_HOST ) ? $answer : new \WP_Error( 'contract', 'No request leaves the test.' );
			},
			10,
			3
		);
	}

	/** Jobs that end in every way a job can end. */
	public static function handlers(): void {
		$jobs = [
			'ok'          => static function (): void {},
			'throw'       => static fn () => throw new \RuntimeException( 'told to fail', 7 ),
			'error'       => static fn (): int => intdiv( 1, 0 ),
			'string_code' => static fn () => throw new class() extends \RuntimeException {
				public function __construct() {
					parent::__construct( 'SQLSTATE' );
					$this->code = 'HY000';
				}
			},
			'fatal'       => static fn (): string => str_repeat( 'x', 1 << 40 ),
			'exit'        => static function (): never {
				exit( 0 );
			},
			'slow'        => static function (): void {
				usleep( 2000 );
			},
		];
		foreach ( $jobs as $name => $job ) {
			add_action(
				'contract_' . $name,
				static function ( mixed ...$arguments ) use ( $name, $job ): void {
					ActionSchedulerRecorder::write( 'handler', 0, [ 'contract_' . $name, ...array_values( $arguments ) ] );
					$job();
				},
				10,
				5
			);
		}
	}

	/**
	 * Sets the claim filter at a hook, as an operations plugin would.
	 *
	 * @param string       $hook  Hook at which it is set.
	 * @param list<string> $slugs Paused groups.
	 * @param bool         $merge Keep what was excluded before.
	 */
	public static function pause( string $hook, array $slugs, bool $merge = false ): void {
		add_filter(
			$hook,
			static function ( mixed $value = null ) use ( $slugs, $merge ): mixed {
				$store = \ActionScheduler::store();
				if ( $store instanceof \ActionScheduler_DBStore ) {
					$before = $merge ? array_filter( (array) $store->get_claim_filter( 'exclude-groups' ) ) : [];
					$store->set_claim_filter( 'exclude-groups', array_values( array_unique( [ ...$before, ...$slugs ] ) ) );
				}
				return $value;
			}
		);
	}

	/**
	 * Acts on a row before it is executed, wherever the run comes from.
	 *
	 * @param string $hook Hook of the guarded jobs.
	 * @param string $what throw, hold, cancel; run_link throws for the admin link and holds elsewhere.
	 */
	public static function guard( string $hook, string $what ): void {
		add_action(
			'action_scheduler_before_execute',
			static function ( int|string $action_id, mixed $context = '' ) use ( $hook, $what ): void {
				global $wpdb;
				$row = ActionSchedulerRecorder::row( (int) $action_id );
				if ( null === $row || $row['hook'] !== $hook ) {
					return;
				}
				if ( 'cancel' === $what ) {
					\ActionScheduler::store()->cancel_action( (string) $action_id );
				} elseif ( 'throw' === $what || ( 'run_link' === $what && 'Admin List Table' === $context ) ) {
					throw new \RuntimeException( 'This group is paused.' );
				} else {
					$wpdb->query(
						$wpdb->prepare( "UPDATE {$wpdb->prefix}actionscheduler_actions SET status = %s WHERE action_id = %d AND status = 'pending'", self::HELD, $action_id )
					);
				}
			},
			10,
			2
		);
	}

	/** Anything that is only a value. */
	public static function answer( string $filter, mixed $value, int $priority = 10 ): void {
		add_filter( $filter, static fn (): mixed => $value, $priority, 0 );
	}

	/** A time limit that is reached after so many actions, however fast the machine. */
	public static function stop_after( int $actions ): void {
		add_filter( 'action_scheduler_maximum_execution_time_likely_to_be_exceeded', static fn ( mixed $exceeded, mixed $runner, int $processed ): bool => $processed >= $actions, 10, 3 );
	}

	/**
	 * Async gate that still serves other groups.
	 *
	 * @param list<string> $slugs Paused groups.
	 */
	public static function gate_async( array $slugs ): void {
		add_filter(
			'action_scheduler_allow_async_request_runner',
			static function ( mixed $allow ) use ( $slugs ): bool {
				global $wpdb;
				$marks = implode( ',', array_fill( 0, count( $slugs ), '%s' ) );
				return $allow && null !== $wpdb->get_var(
					$wpdb->prepare(
						"SELECT 1 FROM {$wpdb->prefix}actionscheduler_actions a JOIN {$wpdb->prefix}actionscheduler_groups g ON g.group_id = a.group_id
						WHERE a.status = 'pending' AND a.scheduled_date_gmt <= %s AND g.slug NOT IN ({$marks}) LIMIT 1",
						[ gmdate( 'Y-m-d H:i:s' ), ...$slugs ]
					)
				);
			}
		);
	}

	/**
	 * Refuses a command line run of a paused group.
	 *
	 * @param list<string> $slugs Paused groups.
	 */
	public static function refuse_cli( array $slugs ): void {
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_hook(
				'before_invoke:action-scheduler run',
				static function () use ( $slugs ): void {
					if ( in_array( \WP_CLI::get_runner()->assoc_args['group'] ?? '', $slugs, true ) ) {
						\WP_CLI::error( 'This group is paused.' );
					}
				}
			);
		}
	}

	/** Keeps the migration window shut when a plugin is deactivated. */
	public static function remedy_keep_shut(): void {
		add_action(
			'action_scheduler_init',
			static function (): void {
				remove_action( 'deactivate_plugin', [ 'ActionScheduler_DataController', 'mark_migration_incomplete' ] );
			}
		);
	}

	/**
	 * Reaches the store behind the window.
	 *
	 * @param list<string> $slugs Paused groups.
	 */
	public static function remedy_inner_store( array $slugs ): void {
		add_filter(
			'action_scheduler/migration_config',
			static function ( mixed $config ) use ( $slugs ): mixed {
				if ( is_object( $config ) && is_callable( [ $config, 'get_destination_store' ] ) ) {
					$store = $config->get_destination_store();
					add_filter(
						'action_scheduler_queue_runner_concurrent_batches',
						static function ( mixed $value ) use ( $store, $slugs ): mixed {
							$store->set_claim_filter( 'exclude-groups', $slugs );
							return $value;
						}
					);
				}
				return $config;
			}
		);
	}

	/** Enqueues at moments of the boot, to see from when on the functions work. */
	public static function enqueue_at_boot(): void {
		$moments = [ [ 'plugins_loaded', 2 ], [ 'init', -1 ], [ 'init', 1 ], [ 'action_scheduler_init', 10 ], [ 'init', 2 ] ];
		foreach ( $moments as [ $hook, $priority ] ) {
			add_action(
				$hook,
				static function () use ( $hook, $priority ): void {
					ActionSchedulerRecorder::write( 'boot', 0, [ $hook . ' ' . $priority, as_enqueue_async_action( 'contract_ok', [], 'boot' ), \ActionScheduler::is_initialized() ] );
				},
				$priority
			);
		}
	}

	/** WP-Cron touches nothing but the queue runner's event. */
	public static function only_queue_cron(): void {
		add_filter(
			'pre_get_ready_cron_jobs',
			static function (): array {
				$due = [];
				foreach ( _get_cron_array() as $timestamp => $hooks ) {
					if ( is_array( $hooks ) && isset( $hooks['action_scheduler_run_queue'] ) && $timestamp <= time() ) {
						$due[ $timestamp ] = [ 'action_scheduler_run_queue' => $hooks['action_scheduler_run_queue'] ];
					}
				}
				return $due;
			}
		);
	}
}
