<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\JobArguments;

defined( 'ABSPATH' ) || exit;

/** The part of the way that something belongs to. */
enum Stage: string {
	case Submission = 'submission';
	case Intake     = 'intake';
	case Allocation = 'allocation';
	case Message    = 'message';
	case Webhook    = 'webhook';
	case Export     = 'export';
	case Job        = 'job';
	case Flag       = 'flag';

	public static function of_job( Config $config, string $hook, string $group ): self {
		return match ( true ) {
			in_array( $hook, $config->webhook_hooks(), true ) => self::Webhook,
			in_array( $hook, $config->notification_hooks(), true ) => self::Message,
			in_array( $hook, $config->export_hooks(), true ) => self::Export,
			JobArguments::is_about_an_entry( $hook ), str_contains( $group, 'alloc' ) && ! str_contains( $group, 'notify' ) && ! str_contains( $group, 'export' ) => self::Allocation,
			default => self::Job,
		};
	}

	public function label(): string {
		return match ( $this ) {
			self::Submission => __( 'Submission', 'smartalloc-ops' ),
			self::Intake => __( 'Intake', 'smartalloc-ops' ),
			self::Allocation => __( 'Allocation', 'smartalloc-ops' ),
			self::Message => __( 'Message', 'smartalloc-ops' ),
			self::Webhook => __( 'Webhook', 'smartalloc-ops' ),
			self::Export => __( 'Export', 'smartalloc-ops' ),
			self::Job => __( 'Job', 'smartalloc-ops' ),
			self::Flag => __( 'Flag', 'smartalloc-ops' ),
		};
	}
}
