<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagStore;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Work\WorkCounts;

defined( 'ABSPATH' ) || exit;

/**
 * What a change of settings does to the flags: which switches come and go, and what would silently stop being held.
 *
 * A switch that stands at something else than its default may not vanish: what it holds would leave at once.
 */
final class SettingsImpact {
	public function __construct( private readonly FlagCatalog $catalog, private readonly FlagStore $flags, private readonly WorkCounts $counts ) {}

	/** @return list<string> Sentences for the person, before it is done. */
	public function effects( Config $from, Config $to ): array {
		$lines = [];
		foreach ( [ 'form', 'group' ] as $kind ) {
			foreach ( array_diff( self::scopes( $to, $kind ), self::scopes( $from, $kind ) ) as $scope ) {
				$lines[] = 'form' === $kind
					/* translators: 1: number of a form, 2: names of flags. */
					? sprintf( __( 'Form %1$s joins: it gets switches of its own (%2$s), and its notifications are held while comms is off.', 'smartalloc-ops' ), $scope, $this->titles( $kind ) )
					/* translators: 1: name of a group of jobs, 2: names of flags. */
					: sprintf( __( 'Group %1$s joins: it gets switches of its own (%2$s), and its jobs are counted as SmartAlloc\'s.', 'smartalloc-ops' ), $scope, $this->titles( $kind ) );
			}
			foreach ( array_diff( self::scopes( $from, $kind ), self::scopes( $to, $kind ) ) as $scope ) {
				$lines[] = 'form' === $kind
					/* translators: %s: number of a form. */
					? sprintf( __( 'Form %s leaves: its switches go, and nothing of it is held any more.', 'smartalloc-ops' ), $scope )
					/* translators: %s: name of a group of jobs. */
					: sprintf( __( 'Group %s leaves: it cannot be paused any more.', 'smartalloc-ops' ), $scope );
			}
		}
		foreach ( [ 'notification_hooks', 'webhook_hooks' ] as $key ) {
			foreach ( array_diff( $to->all()[ $key ], $from->all()[ $key ] ) as $hook ) {
				/* translators: 1: name of a hook, 2: name of a flag. */
				$lines[] = sprintf( __( 'Jobs of %1$s are held while %2$s is off.', 'smartalloc-ops' ), $hook, self::flag_of( $key ) );
			}
			foreach ( array_diff( $from->all()[ $key ], $to->all()[ $key ] ) as $hook ) {
				/* translators: 1: name of a hook, 2: name of a flag. */
				$lines[] = sprintf( __( 'Jobs of %1$s are not held by %2$s any more.', 'smartalloc-ops' ), $hook, self::flag_of( $key ) );
			}
		}
		if ( $from->hook_prefix() !== $to->hook_prefix() ) {
			/* translators: 1: old prefix, 2: new prefix. */
			$lines[] = sprintf( __( 'Jobs and events of %1$s are not SmartAlloc\'s any more, those of %2$s are.', 'smartalloc-ops' ), $from->hook_prefix(), $to->hook_prefix() );
		}
		return $lines;
	}

	/** @return list<Refusal> */
	public function refusals( Config $from, Config $to ): array {
		$refusals = [];
		foreach ( [ 'form', 'group' ] as $kind ) {
			foreach ( array_diff( self::scopes( $from, $kind ), self::scopes( $to, $kind ) ) as $scope ) {
				foreach ( $this->names( $kind ) as $flag ) {
					array_push( $refusals, ...$this->still_set( $flag, $scope ) );
				}
			}
		}
		foreach ( [ 'notification_hooks', 'webhook_hooks' ] as $key ) {
			if ( [] !== array_diff( $from->all()[ $key ], $to->all()[ $key ] ) ) {
				array_push( $refusals, ...$this->still_set( self::flag_of( $key ), '' ) );
			}
		}
		if ( $from->hook_prefix() !== $to->hook_prefix() ) {
			array_push( $refusals, ...$this->still_set( 'comms', '' ), ...$this->still_set( 'queue', '' ) );
			foreach ( $this->flags->all_latest() as $state ) {
				if ( str_starts_with( $state->scope, QueueScopes::EVENT ) ) {
					array_push( $refusals, ...$this->still_set( $state->flag, $state->scope ) );
				}
			}
		}
		return array_values( array_unique( $refusals, SORT_REGULAR ) );
	}

	/** @return list<Refusal> */
	private function still_set( string $flag, string $scope ): array {
		$rule = FlagCatalog::RULES[ $flag ] ?? null;
		$now  = null === $rule ? null : $this->flags->latest( $flag, $scope );
		if ( null === $rule || null === $now || $now->value === $rule['default'] ) {
			return [];
		}
		$title   = $this->catalog->get( $flag )->title;
		$command = "wp smartalloc-ops flags set $flag {$rule['default']}" . ( '' === $scope ? '' : " --scope=$scope" ) . ' --reason=...';
		return [
			new Refusal(
				'flag_is_set',
				/* translators: 1: title of a flag with its scope, 2: its value, 3: what it holds. */
				sprintf( __( '%1$s stands at %2$s and would silently stop being obeyed (%3$s). Put it back first.', 'smartalloc-ops' ), trim( "$title $scope" ), $this->catalog->get( $flag )->label( $now->value ), $this->held( $flag, $scope ) ),
				Action::command( __( 'By command:', 'smartalloc-ops' ), $command )
			),
		];
	}

	private function held( string $flag, string $scope ): string {
		foreach ( $this->counts->held_by_flag() as $row ) {
			if ( $row['flag'] === $flag && $row['scope'] === $scope ) {
				$shown = number_format_i18n( $row['count']->value ) . ( $row['count']->capped ? '+' : '' );
				/* translators: %s: number of jobs or messages. */
				return sprintf( _n( '%s held', '%s held', $row['count']->value, 'smartalloc-ops' ), $shown );
			}
		}
		return __( 'nothing held', 'smartalloc-ops' );
	}

	/** @return list<string> Flags that have a switch for each scope of that kind. */
	private function names( string $kind ): array {
		return array_keys( array_filter( $this->catalog->all(), static fn ( $definition ): bool => $kind === $definition->scope_kind ) );
	}

	private function titles( string $kind ): string {
		return implode( ', ', array_map( fn ( string $flag ): string => $this->catalog->get( $flag )->title, $this->names( $kind ) ) );
	}

	/** @return list<string> */
	private static function scopes( Config $config, string $kind ): array {
		return 'form' === $kind ? array_map( 'strval', $config->forms() ) : $config->groups();
	}

	/** @return 'comms'|'webhooks' */
	private static function flag_of( string $key ): string {
		return 'notification_hooks' === $key ? 'comms' : 'webhooks';
	}
}
