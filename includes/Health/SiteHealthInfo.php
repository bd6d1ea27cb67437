<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Platform\Versions;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Our section on Site Health's Info tab: what people paste into a support thread, so no secrets and no paths. */
final class SiteHealthInfo {
	public function __construct(
		private readonly ActionScheduler $action_scheduler,
		private readonly GravityForms $gravity_forms,
		private readonly SmartAlloc $smart_alloc,
		private readonly WpCron $wp_cron,
		private readonly MailTransport $mail,
		private readonly Versions $versions,
		private readonly FlagService $flags,
		private readonly Config $config,
	) {}

	/** @return array{label: string, description: string, fields: array<string, array{label: string, value: string, debug?: string, private?: bool}>} */
	public function section( HealthReport $report ): array {
		$fields = [
			'version'          => $this->field( __( 'Version', 'smartalloc-ops' ), SMARTALLOC_OPS_VERSION ),
			'smart_alloc'      => $this->presence( 'SmartAlloc', $this->smart_alloc->presence() ),
			'gravity_forms'    => $this->presence( 'Gravity Forms', $this->gravity_forms->presence() ),
			'action_scheduler' => $this->presence( 'Action Scheduler', $this->action_scheduler->presence() ),
			'wp_cron'          => $this->presence( 'WP-Cron', $this->wp_cron->presence() ),
			'mail'             => $this->presence( __( 'Mail', 'smartalloc-ops' ), $this->mail->presence() ),
			'object_cache'     => $this->field( __( 'Object cache', 'smartalloc-ops' ), wp_using_ext_object_cache() ? __( 'persistent', 'smartalloc-ops' ) : __( 'none', 'smartalloc-ops' ) ),
			'environment'      => $this->field( __( 'Environment', 'smartalloc-ops' ), wp_get_environment_type() ),
			'multisite'        => $this->field( __( 'Multisite', 'smartalloc-ops' ), is_multisite() ? __( 'yes', 'smartalloc-ops' ) : __( 'no', 'smartalloc-ops' ) ),
			'minimums'         => $this->field( __( 'Versions and their minimums', 'smartalloc-ops' ), $this->minimums() ),
			'flags'            => $this->field( __( 'Flags that differ from their default', 'smartalloc-ops' ), $this->set_flags() ),
			'database'         => $this->field( __( 'Database', 'smartalloc-ops' ), Database::is_sqlite() ? 'SQLite' : 'MySQL / MariaDB' ),
			'forms'            => $this->field( __( 'Enabled forms', 'smartalloc-ops' ), implode( ', ', $this->config->forms() ) ),
			'groups'           => $this->field( __( 'Groups of jobs', 'smartalloc-ops' ), implode( ', ', $this->config->groups() ) ),
			'hooks'            => [ 'private' => true ] + $this->field( __( 'Hooks that send messages', 'smartalloc-ops' ), implode( ', ', $this->config->notification_hooks() ) ),
		];
		foreach ( $report->states as $state ) {
			$fields[ 'check_' . $state->probe->id() ] = [
				'label' => $state->probe->label(),
				'value' => self::word( $state->status() ) . ': ' . Numerals::shown( $state->reading->finding ),
				'debug' => $state->status()->value . ' (' . $state->reading->reason . '), ' . ( $state->measured_at() ?? 'never measured' ),
			];
		}
		return [
			'label'       => 'SmartAlloc Ops',
			'description' => __( 'What SmartAlloc Ops knows of SmartAlloc and of what it rests on.', 'smartalloc-ops' ),
			'fields'      => $fields,
		];
	}

	private function minimums(): string {
		return implode( ', ', array_map( static fn ( array $version ): string => $version['name'] . ' ' . $version['found'] . ( '' === $version['minimum'] ? '' : " (>= {$version['minimum']})" ), $this->versions->all() ) );
	}

	/** Names and values, never who or why: that is for those who may see the journal. */
	private function set_flags(): string {
		$set = array_filter( $this->flags->states(), fn ( FlagState $state ): bool => $state->value !== $this->flags->catalog()->get( $state->flag )->default_value() );
		return [] === $set ? __( 'none', 'smartalloc-ops' ) : implode( ', ', array_map( static fn ( FlagState $state ): string => trim( "{$state->flag}/{$state->scope}", '/' ) . "={$state->value}", $set ) );
	}

	public static function word( Status $status ): string {
		return match ( $status ) {
			Status::Good        => __( 'good', 'smartalloc-ops' ),
			Status::Recommended => __( 'recommended', 'smartalloc-ops' ),
			Status::Critical    => __( 'critical', 'smartalloc-ops' ),
			Status::Unknown     => __( 'unknown', 'smartalloc-ops' ),
			Status::NotSetUp    => __( 'not set up', 'smartalloc-ops' ),
		};
	}

	/** @return array{label: string, value: string, debug: string} */
	private function presence( string $label, Presence $presence ): array {
		return [
			'label' => $label,
			'value' => $presence->detail,
			'debug' => trim( "$presence->state $presence->version $presence->source" ),
		];
	}

	/** @return array{label: string, value: string} */
	private function field( string $label, string $value ): array {
		return [
			'label' => $label,
			'value' => $value,
		];
	}
}
