<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** The flags there are and the scopes they have on this site. */
final class FlagCatalog {
	/** Values, default and safe direction, apart from the words: enforcers ask long before translations may be loaded. */
	public const RULES = [
		'gppa'         => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'queue'        => [ 'values' => [ 'action_scheduler', 'wp_cron' ], 'default' => 'action_scheduler', 'safe' => null ],
		'comms'        => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'webhooks'     => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'scheduling'   => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'intake'       => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'generic_path' => [ 'values' => [ 'on', 'off' ], 'default' => 'on', 'safe' => 'off' ],
		'export_mode'  => [ 'values' => [ 'normal', 'streaming' ], 'default' => 'normal', 'safe' => null ],
	];

	/** Flags that keep work back while they are off: nothing is lost by it. */
	public const HOLDING = [ 'comms', 'webhooks', 'scheduling', 'intake' ];

	/** @var array<string, array<string, FlagDefinition>> By how they are said: a run records sentences for readers of any language. */
	private array $definitions = [];

	/** @param QueueScopes|null $queues Null: only the words of flags are asked for. */
	public function __construct( private readonly Config $config, private readonly ?QueueScopes $queues = null ) {}

	/** @return array<string, FlagDefinition> */
	public function all(): array {
		// Not in the constructor: translations are not to be asked for before `init`.
		return $this->definitions[ Sentences::is_recording() ? 'recorded' : 'said' ] ??= [
			'gppa'         => new FlagDefinition( 'gppa', __( 'GP Populate Anything', 'smartalloc-ops' ), __( 'Fills the choices of form fields from live data. Off: the forms show the choices that are stored in them.', 'smartalloc-ops' ), $this->on_off( __( 'Turn GPPA off', 'smartalloc-ops' ), __( 'Turn GPPA on', 'smartalloc-ops' ) ), 'form', true ),
			'queue'        => new FlagDefinition(
				'queue',
				__( 'Queue', 'smartalloc-ops' ),
				__( 'Who stores and runs new jobs of SmartAlloc: Action Scheduler, or this plugin from WP-Cron. Jobs that are stored already stay where they are.', 'smartalloc-ops' ),
				[
					'action_scheduler' => [
						'label' => __( 'Action Scheduler', 'smartalloc-ops' ),
						'verb'  => __( 'Use Action Scheduler', 'smartalloc-ops' ),
					],
					'wp_cron'          => [
						'label' => __( 'WP-Cron', 'smartalloc-ops' ),
						'verb'  => __( 'Use WP-Cron', 'smartalloc-ops' ),
					],
				],
				'none',
				true
			),
			'comms'        => new FlagDefinition( 'comms', __( 'Comms', 'smartalloc-ops' ), __( 'Mails and notifications of SmartAlloc and its forms. Off: they are held, and leave in order when it is on again. Password resets and other mail of WordPress are never touched.', 'smartalloc-ops' ), $this->on_off( __( 'Hold comms', 'smartalloc-ops' ), __( 'Send comms again', 'smartalloc-ops' ) ), 'none', true ),
			'webhooks'     => new FlagDefinition( 'webhooks', __( 'Webhooks', 'smartalloc-ops' ), __( 'Calls between SmartAlloc and other systems. Off: its own webhooks are held and leave in order when it is on again, and calls from outside are told to come back later.', 'smartalloc-ops' ), $this->on_off( __( 'Hold webhooks', 'smartalloc-ops' ), __( 'Send webhooks again', 'smartalloc-ops' ) ), 'none', true ),
			'scheduling'   => new FlagDefinition( 'scheduling', __( 'Scheduling', 'smartalloc-ops' ), __( 'Whether jobs of this queue begin. Off: they are stored and wait, with their arguments, times and attempts whole.', 'smartalloc-ops' ), $this->on_off( __( 'Pause the queue', 'smartalloc-ops' ), __( 'Resume the queue', 'smartalloc-ops' ) ), 'group', false ),
			'intake'       => new FlagDefinition( 'intake', __( 'Intake', 'smartalloc-ops' ), __( 'Whether SmartAlloc takes in the entries of a form. Off: Gravity Forms keeps each entry, and SmartAlloc takes it in, in order, when it is on again.', 'smartalloc-ops' ), $this->on_off( __( 'Hold the intake', 'smartalloc-ops' ), __( 'Take entries in again', 'smartalloc-ops' ) ), 'form', false ),
			'generic_path' => new FlagDefinition( 'generic_path', __( 'Generic path', 'smartalloc-ops' ), __( 'The handler of SmartAlloc that takes in every form. Off: only the handlers of single forms take entries in, so that no entry is taken in twice.', 'smartalloc-ops' ), $this->on_off( __( 'Close the generic path', 'smartalloc-ops' ), __( 'Open the generic path', 'smartalloc-ops' ) ), 'none', true ),
			'export_mode'  => new FlagDefinition(
				'export_mode',
				__( 'Export mode', 'smartalloc-ops' ),
				__( 'How SmartAlloc writes an export: whole at once, or row by row with little memory.', 'smartalloc-ops' ),
				[
					'normal'    => [
						'label' => __( 'normal', 'smartalloc-ops' ),
						'verb'  => __( 'Export as usual', 'smartalloc-ops' ),
					],
					'streaming' => [
						'label' => __( 'streaming', 'smartalloc-ops' ),
						'verb'  => __( 'Stream exports', 'smartalloc-ops' ),
					],
				],
				'none',
				true
			),
		];
	}

	/** @throws NotFound */
	public function get( string $flag ): FlagDefinition {
		/* translators: %s: name of a flag. */
		return $this->all()[ $flag ] ?? throw new NotFound( sprintf( __( 'There is no flag "%s".', 'smartalloc-ops' ), $flag ) );
	}

	/** @return list<string> */
	public function scopes( FlagDefinition $flag ): array {
		$scopes = $flag->has_global_scope ? [ '' ] : [];
		return match ( $flag->scope_kind ) {
			'form'  => [ ...$scopes, ...array_map( 'strval', $this->config->forms() ) ],
			'group' => [ ...$scopes, ...$this->config->groups(), ...( $this->queues?->present() ?? [] ) ],
			default => $scopes,
		};
	}

	/**
	 * @throws NotFound                        When the flag has no such scope here.
	 * @throws \SmartAllocOps\Signal\Refused When it names something that may not be switched.
	 */
	public function check_scope( FlagDefinition $flag, string $scope ): void {
		if ( null !== $this->queues && 'group' === $flag->scope_kind && QueueScopes::is_one( $scope ) ) {
			$this->queues->check( $scope );
			return;
		}
		if ( ! in_array( $scope, $this->scopes( $flag ), true ) ) {
			/* translators: 1: name of a flag, 2: scope, 3: list of the scopes there are. */
			throw new NotFound( sprintf( __( 'The flag "%1$s" has no scope "%2$s". It has: %3$s.', 'smartalloc-ops' ), $flag->name, $scope, implode( ', ', array_map( static fn ( string $known ): string => '' === $known ? '""' : $known, $this->scopes( $flag ) ) ) ) );
		}
	}

	/** @return array<string, array{label: string, verb: string}> */
	private function on_off( string $off_verb, string $on_verb ): array {
		return [
			'on'  => [
				'label' => __( 'on', 'smartalloc-ops' ),
				'verb'  => $on_verb,
			],
			'off' => [
				'label' => __( 'off', 'smartalloc-ops' ),
				'verb'  => $off_verb,
			],
		];
	}
}
