<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\SmartAlloc;
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
