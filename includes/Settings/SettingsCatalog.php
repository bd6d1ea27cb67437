<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

defined( 'ABSPATH' ) || exit;

/** Every setting there is, in the order the screen shows them. */
final class SettingsCatalog {
	public const SECTIONS = [ 'smartalloc', 'kpis', 'minimums', 'recipients', 'retention', 'policies' ];

	/** @var array<string, SettingDefinition>|null */
	private ?array $definitions = null;

	/** @return array<string, SettingDefinition> By key. */
	public function all(): array {
		if ( null === $this->definitions ) {
			$this->definitions = [];
			// Not in the constructor: translations are not to be asked for before `init`.
			foreach ( [ ...$this->smartalloc(), ...$this->kpis(), ...$this->minimums(), ...$this->recipients(), ...$this->retention(), ...$this->policies() ] as $definition ) {
				$this->definitions[ $definition->key ] = $definition;
			}
		}
		return $this->definitions;
	}

	public function get( string $key ): ?SettingDefinition {
		return $this->all()[ $key ] ?? null;
	}

	/** @return array{title: string, description: string} */
	public static function section( string $id ): array {
		return match ( $id ) {
			'smartalloc' => [
				'title'       => __( 'SmartAlloc', 'smartalloc-ops' ),
				'description' => __( 'What on this site belongs to SmartAlloc. The flags hold exactly this and nothing else.', 'smartalloc-ops' ),
			],
			'kpis' => [
				'title'       => __( 'Limits of the KPIs', 'smartalloc-ops' ),
				'description' => __( 'What is past a limit is reported. A change counts from the next minute on, also for what was measured before.', 'smartalloc-ops' ),
			],
			'minimums' => [
				'title'       => __( 'Minimum versions', 'smartalloc-ops' ),
				'description' => __( 'An older version than this is reported by the checks.', 'smartalloc-ops' ),
			],
			'recipients' => [
				'title'       => __( 'Recipients', 'smartalloc-ops' ),
				'description' => __( 'Who is told, and of what. Addresses are personal data: only those who may change settings see them, and the journal keeps only how many there were.', 'smartalloc-ops' ),
			],
			'retention' => [
				'title'       => __( 'Retention', 'smartalloc-ops' ),
				'description' => __( 'How long records are kept, and whether they outlive the plugin.', 'smartalloc-ops' ),
			],
			default => [
				'title'       => __( 'Policies', 'smartalloc-ops' ),
				'description' => __( 'Limits and rules the checks and the release of held work go by.', 'smartalloc-ops' ),
			],
		};
	}

	/** @return list<SettingDefinition> */
	private function smartalloc(): array {
		return [
			new SettingDefinition( 'forms', 'smartalloc', 'forms', __( 'Forms', 'smartalloc-ops' ), __( 'Numbers of the forms that SmartAlloc handles.', 'smartalloc-ops' ), 1, 50 ),
			new SettingDefinition( 'groups', 'smartalloc', 'groups', __( 'Groups of jobs', 'smartalloc-ops' ), __( 'Groups of Action Scheduler that can be paused.', 'smartalloc-ops' ), 1, 20 ),
			new SettingDefinition( 'hook_prefix', 'smartalloc', 'prefix', __( 'Prefix of hooks', 'smartalloc-ops' ), __( 'Jobs and WP-Cron events whose hook starts with this are SmartAlloc\'s.', 'smartalloc-ops' ), 3, 32 ),
			new SettingDefinition( 'notification_hooks', 'smartalloc', 'hooks', __( 'Hooks that send messages', 'smartalloc-ops' ), __( 'Their jobs are held while comms is off.', 'smartalloc-ops' ), 0, 50 ),
			new SettingDefinition( 'webhook_hooks', 'smartalloc', 'hooks', __( 'Hooks that call other systems', 'smartalloc-ops' ), __( 'Their jobs are held while webhooks are off.', 'smartalloc-ops' ), 0, 50 ),
			new SettingDefinition( 'export_hooks', 'smartalloc', 'hooks', __( 'Hooks that build exports', 'smartalloc-ops' ), __( 'Their jobs are read as exports.', 'smartalloc-ops' ), 0, 50 ),
		];
	}

	/** @return list<SettingDefinition> */
	private function kpis(): array {
		$thousandths  = __( 'In thousandths: 10 is 1 %.', 'smartalloc-ops' );
		$milliseconds = __( 'In milliseconds, for 95 of 100.', 'smartalloc-ops' );
		return [
			new SettingDefinition( 'limit_queue_failures', 'kpis', 'number', __( 'Failed jobs', 'smartalloc-ops' ), $thousandths, 1, 200 ),
			new SettingDefinition( 'limit_queue_wait', 'kpis', 'number', __( 'Wait in the queue', 'smartalloc-ops' ), __( 'In seconds, for 95 of 100.', 'smartalloc-ops' ), 1, 3_600 ),
			new SettingDefinition( 'limit_allocation_duration', 'kpis', 'number', __( 'Duration of allocations', 'smartalloc-ops' ), $milliseconds, 10, 60_000 ),
			new SettingDefinition( 'limit_export_memory', 'kpis', 'number', __( 'Memory of exports', 'smartalloc-ops' ), __( 'In megabytes, for each export.', 'smartalloc-ops' ), 16, 4_096 ),
			new SettingDefinition( 'limit_export_duration', 'kpis', 'number', __( 'Duration of exports', 'smartalloc-ops' ), __( 'In milliseconds for a thousand rows, for 95 of 100.', 'smartalloc-ops' ), 100, 600_000 ),
			new SettingDefinition( 'limit_delivery', 'kpis', 'number', __( 'Delivered messages', 'smartalloc-ops' ), __( 'The least that must arrive, in thousandths: 980 is 98 %.', 'smartalloc-ops' ), 800, 999 ),
			new SettingDefinition( 'limit_send_duration', 'kpis', 'number', __( 'Duration of sending', 'smartalloc-ops' ), $milliseconds, 10, 60_000 ),
			new SettingDefinition( 'limit_bounces', 'kpis', 'number', __( 'Bounced messages', 'smartalloc-ops' ), $thousandths, 1, 200 ),
			new SettingDefinition( 'limit_form_errors', 'kpis', 'number', __( 'Submissions without a result', 'smartalloc-ops' ), $thousandths, 1, 200 ),
		];
	}

	/** @return list<SettingDefinition> */
	private function minimums(): array {
		$help = __( 'Numbers with dots, as in 8.1.', 'smartalloc-ops' );
		return [
			new SettingDefinition( 'minimum_wordpress', 'minimums', 'version', __( 'WordPress', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_php', 'minimums', 'version', __( 'PHP', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_mysql', 'minimums', 'version', __( 'MySQL', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_mariadb', 'minimums', 'version', __( 'MariaDB', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_gravityforms', 'minimums', 'version', __( 'Gravity Forms', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_action_scheduler', 'minimums', 'version', __( 'Action Scheduler', 'smartalloc-ops' ), $help ),
			new SettingDefinition( 'minimum_smtp_plugin', 'minimums', 'version', __( 'SMTP plugin', 'smartalloc-ops' ), __( 'Numbers with dots; empty accepts any version.', 'smartalloc-ops' ) ),
		];
	}

	/** @return list<SettingDefinition> */
	private function recipients(): array {
		return [
			new SettingDefinition( 'recipients', 'recipients', 'addresses', __( 'E-mail addresses', 'smartalloc-ops' ), __( 'One address a line. Each gets a mail of its own.', 'smartalloc-ops' ), 0, 20 ),
			new SettingDefinition(
				'tell_from',
				'recipients',
				'choice',
				__( 'Told of', 'smartalloc-ops' ),
				__( 'Which alerts are sent to people. All of them are on the screen.', 'smartalloc-ops' ),
				null,
				null,
				[
					'critical'    => __( 'what is critical', 'smartalloc-ops' ),
					'recommended' => __( 'what is critical, and what should be looked at', 'smartalloc-ops' ),
				]
			),
			new SettingDefinition( 'quiet_from', 'recipients', 'number', __( 'Quiet from (hour)', 'smartalloc-ops' ), __( 'From this hour of the site\'s day on only what is critical is sent; the rest waits for the end of the quiet hours.', 'smartalloc-ops' ), 0, 23 ),
			new SettingDefinition( 'quiet_until', 'recipients', 'number', __( 'Quiet until (hour)', 'smartalloc-ops' ), __( 'The same hour as above: no quiet hours.', 'smartalloc-ops' ), 0, 23 ),
		];
	}

	/** @return list<SettingDefinition> */
	private function retention(): array {
		return [
			new SettingDefinition( 'log_retention_days', 'retention', 'number', __( 'Days of the log', 'smartalloc-ops' ), __( 'Older lines of the structured log are deleted.', 'smartalloc-ops' ), 1, 365 ),
			new SettingDefinition( 'journal_retention_days', 'retention', 'number', __( 'Days of the journal', 'smartalloc-ops' ), __( 'Older sealed acts are deleted, and the journal says so. 0 keeps them for ever. Flag revisions, settings revisions and runs are always kept.', 'smartalloc-ops' ), 0, 3650 ),
			new SettingDefinition( 'alert_retention_days', 'retention', 'number', __( 'Days of alerts', 'smartalloc-ops' ), __( 'Alerts that have been over for longer are deleted with what was known when they fired, and so are messages with their receipts. What is open stays.', 'smartalloc-ops' ), 30, 3650 ),
			new SettingDefinition( 'keep_data', 'retention', 'switch', __( 'Keep the data when the plugin is deleted', 'smartalloc-ops' ), __( 'Otherwise deleting the plugin deletes its tables and options.', 'smartalloc-ops' ) ),
		];
	}

	/** @return list<SettingDefinition> */
	private function policies(): array {
		return [
			new SettingDefinition( 'dead_letter_limit', 'policies', 'number', __( 'Limit of dead letters', 'smartalloc-ops' ), __( 'More open ones than this are critical.', 'smartalloc-ops' ), 0, 10_000 ),
			new SettingDefinition( 'releases_a_minute', 'policies', 'number', __( 'Released work a minute', 'smartalloc-ops' ), __( 'What was held leaves at most at this pace, so that it is no storm.', 'smartalloc-ops' ), 1, 6_000 ),
			new SettingDefinition(
				'smtp_in_production',
				'policies',
				'choice',
				__( 'SMTP in production', 'smartalloc-ops' ),
				__( 'What it means when a production site sends mail without a configured SMTP plugin.', 'smartalloc-ops' ),
				null,
				null,
				[
					'required' => __( 'required: without it the check is critical', 'smartalloc-ops' ),
					'optional' => __( 'optional: without it the check only says so', 'smartalloc-ops' ),
				]
			),
			new SettingDefinition( 'silence_minimum_weeks', 'policies', 'number', __( 'Weeks before silence is judged', 'smartalloc-ops' ), __( 'Until there is as much history, "no submissions" is unknown and raises no alarm.', 'smartalloc-ops' ), 1, 12 ),
			new SettingDefinition( 'silence_minimum_submissions', 'policies', 'number', __( 'Submissions before silence is judged', 'smartalloc-ops' ), __( 'The same hours of those weeks must have had at least so many.', 'smartalloc-ops' ), 1, 10_000 ),
		];
	}
}
