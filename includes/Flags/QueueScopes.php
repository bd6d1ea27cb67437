<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/**
 * What `scheduling` pauses beside groups of Action Scheduler: `cron:<hook>`, an event of WP-Cron, and `gf:<name>`, a
 * background processor of Gravity Forms.
 *
 * Only what belongs to SmartAlloc or its forms; what the site, this console or the tables of Gravity Forms live by is
 * refused with its reason.
 */
final class QueueScopes {
	public const EVENT     = 'cron:';
	public const PROCESSOR = 'gf:';

	/** A scope is a key, which knows no case on the smallest common database, and has 64 characters. */
	private const NAME = '/^[a-z0-9_\-]{1,59}$/';

	private const OWN    = 'smartalloc_ops_';
	private const RUNNER = 'action_scheduler_run_queue';

	/** Events by which WordPress keeps itself safe and whole. */
	private const CORE = [
		'wp_version_check',
		'wp_update_plugins',
		'wp_update_themes',
		'wp_maybe_auto_update',
		'wp_site_health_scheduled_check',
		'wp_https_detection',
		'wp_scheduled_delete',
		'wp_scheduled_auto_draft_delete',
		'wp_privacy_delete_old_export_files',
		'wp_delete_temp_updater_backups',
		'wp_update_user_counts',
		'delete_expired_transients',
		'recovery_mode_clean_expired_keys',
		'upgrader_scheduled_cleanup',
		'update_network_counts',
		'publish_future_post',
		'do_pings',
	];

	public function __construct( private readonly Config $config, private readonly WpCron $wp_cron, private readonly BackgroundProcessors $processors ) {}

	public static function is_one( string $scope ): bool {
		return str_starts_with( $scope, self::EVENT ) || str_starts_with( $scope, self::PROCESSOR );
	}

	public static function can_pause_event( string $hook, Config $config ): bool {
		return $config->is_smartalloc_hook( $hook ) && 1 === preg_match( self::NAME, $hook );
	}

	/** Its tables are of two versions while the upgrade of Gravity Forms waits, and forms take nothing in. */
	public static function can_pause_processor( string $name ): bool {
		return 1 === preg_match( self::NAME, $name ) && ! str_ends_with( $name, Processor::UPGRADER );
	}

	/** @return list<string> Those that are here and can be paused. */
	public function present(): array {
		$events     = array_keys( $this->wp_cron->events( fn ( string $hook ): bool => self::can_pause_event( $hook, $this->config ) ) );
		$processors = array_filter( array_keys( $this->processors->all() ), self::can_pause_processor( ... ) );
		return [
			...array_map( static fn ( string $hook ): string => self::EVENT . $hook, $events ),
			...array_map( static fn ( string $name ): string => self::PROCESSOR . $name, array_values( $processors ) ),
		];
	}

	/**
	 * @throws Refused  It is something that must not stand still, with the reason.
	 * @throws NotFound There is no such queue here.
	 */
	public function check( string $scope ): void {
		$refusal = $this->refusal( $scope );
		if ( null !== $refusal ) {
			throw new Refused( [ $refusal ] );
		}
		$name = self::name( $scope );
		$here = str_starts_with( $scope, self::EVENT )
			? self::can_pause_event( $name, $this->config ) && ( null !== $this->wp_cron->next_ms( $name ) || false !== has_action( $name ) )
			: null !== $this->processors->get( $name );
		if ( ! $here ) {
			/* translators: 1: scope, 2: a command. */
			throw new NotFound( sprintf( __( 'There is no queue "%1$s" here that could be paused. To see those that are: %2$s', 'smartalloc-ops' ), $scope, 'wp smartalloc-ops queue list' ) );
		}
	}

	/** Why this one may never be paused; null when nothing speaks against it. */
	public function refusal( string $scope ): ?Refusal {
		$name = self::name( $scope );
		if ( str_starts_with( $scope, self::PROCESSOR ) ) {
			return str_ends_with( $name, Processor::UPGRADER )
				? new Refusal( 'upgrade', __( 'Gravity Forms upgrades its tables by it. Held half way, forms take nothing in and entries are of two versions.', 'smartalloc-ops' ), Action::link( __( 'System status of Gravity Forms', 'smartalloc-ops' ), admin_url( 'admin.php?page=gf_system_status' ) ) )
				: self::unusable( $name );
		}
		$processor = $this->processors->of_event( $name );
		return match ( true ) {
			str_starts_with( $name, self::OWN ) => new Refusal( 'own_event', __( 'This console lives by it: checks, planned ends and the release of held work would stand still, also that of this pause.', 'smartalloc-ops' ), Action::command( __( 'See what is held', 'smartalloc-ops' ), 'wp smartalloc-ops work list' ) ),
			self::RUNNER === $name => new Refusal( 'runner', __( 'It starts the runner of every group of Action Scheduler, also those of other plugins. Pause the groups instead.', 'smartalloc-ops' ), Action::command( __( 'Pause a group', 'smartalloc-ops' ), 'wp smartalloc-ops flags set scheduling off --scope=<group> --reason=...' ) ),
			in_array( $name, self::CORE, true ) => new Refusal( 'core_event', __( 'WordPress keeps itself safe and whole by it: updates, health checks and cleaning are not SmartAlloc\'s.', 'smartalloc-ops' ), Action::command( __( 'See the queues of SmartAlloc', 'smartalloc-ops' ), 'wp smartalloc-ops queue list' ) ),
			/* translators: %s: name of a queue. */
			null !== $processor => new Refusal( 'processor_event', sprintf( __( 'It is only the health check of %s, which also works in requests of its own. Pause that instead.', 'smartalloc-ops' ), self::PROCESSOR . $processor->name ), Action::command( __( 'Pause the processor', 'smartalloc-ops' ), 'wp smartalloc-ops flags set scheduling off --scope=' . self::PROCESSOR . $processor->name . ' --reason=...' ) ),
			$this->config->is_smartalloc_hook( $name ) => self::unusable( $name ),
			default => null,
		};
	}

	private static function unusable( string $name ): ?Refusal {
		return 1 === preg_match( self::NAME, $name ) ? null : new Refusal( 'name', __( 'A switch can be named by small letters, digits, dashes and underscores only, 59 of them at most.', 'smartalloc-ops' ) );
	}

	private static function name( string $scope ): string {
		return explode( ':', $scope, 2 )[1] ?? '';
	}
}
