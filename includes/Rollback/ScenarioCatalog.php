<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** The scenarios of the playbook (B2, B7): the switches that contain each. What needs judgement stays with a person and stands in the follow-up. */
final class ScenarioCatalog {
	public function __construct( private readonly Config $config ) {}

	/** @return array<string, Scenario> */
	public function all(): array {
		$gppa     = self::freeze( 'gppa' );
		$comms    = self::freeze( 'comms' );
		$webhooks = self::freeze( 'webhooks' );
		$all      = [
			new Scenario( 'bad_release', __( 'A bad release', 'smartalloc-ops' ), __( 'SmartAlloc misbehaves since an update: hold everything until the last good release is back.', 'smartalloc-ops' ), [ $gppa, $comms, $webhooks ], $this->config->groups(), __( 'Put the last good release of SmartAlloc back: upload its zip on the Plugins screen ("Replace current with uploaded"), or run the command.', 'smartalloc-ops' ) ),
			new Scenario( 'slow_queue', __( 'Queue slow or failing', 'smartalloc-ops' ), __( 'Jobs pile up or more than 1 % fail: exports pause and choices are no longer filled from live data, so that allocation gets the machine.', 'smartalloc-ops' ), [ $gppa ], $this->groups( 'export' ), __( 'Hold the intake of forms that can wait (flags, Intake), run the allocation queue by hand, and look at what fails before you replay anything.', 'smartalloc-ops' ) ),
			new Scenario( 'smtp_down', __( 'Mail is down', 'smartalloc-ops' ), __( 'Messages fail or bounce: comms is held, allocation goes on.', 'smartalloc-ops' ), [ $comms ], [], __( 'Switch to the backup mail service, test its DNS records, and send one test mail.', 'smartalloc-ops' ) ),
			new Scenario( 'duplicates', __( 'Entries are processed twice', 'smartalloc-ops' ), __( 'Two allocations or mails for one entry: the generic path is closed, and allocation and comms are held until the second path is gone for good.', 'smartalloc-ops' ), [ self::freeze( 'generic_path' ), $comms ], $this->groups( 'allocate' ), __( 'Find the second handler with the Submission Path check in Health, remove it, and clean up the duplicates.', 'smartalloc-ops' ) ),
			new Scenario( 'export_trouble', __( 'Exports crash or crawl', 'smartalloc-ops' ), __( 'Exports run out of memory or take too long: exports stream from now on, and wait until you have looked.', 'smartalloc-ops' ), [ self::freeze( 'export_mode', 'streaming' ) ], $this->groups( 'export' ), __( 'Lower the batch size in SmartAlloc, resume the group, and try one export.', 'smartalloc-ops' ) ),
			new Scenario( 'webhook_tampered', __( 'Webhooks are tampered with', 'smartalloc-ops' ), __( 'Signatures do not verify: outgoing webhooks are held and calls from outside are sent away. Mails go on.', 'smartalloc-ops' ), [ $webhooks ], [], __( 'Check the clock of the server, change the secret, and check the list of destinations.', 'smartalloc-ops' ) ),
		];
		return array_combine( array_map( static fn ( Scenario $scenario ): string => $scenario->id, $all ), $all );
	}

	/** @throws InvalidField */
	public function get( string $id ): Scenario {
		$all = $this->all();
		/* translators: 1: what was given, 2: list of scenarios. */
		return $all[ $id ] ?? throw new InvalidField( 'scenario', sprintf( __( 'There is no scenario "%1$s". There are: %2$s.', 'smartalloc-ops' ), $id, implode( ', ', array_keys( $all ) ) ) );
	}

	/** @return array{flag: string, scope: string, value: string} */
	private static function freeze( string $flag, string $value = 'off' ): array {
		return [
			'flag'  => $flag,
			'scope' => '',
			'value' => $value,
		];
	}

	/** @return list<string> The configured groups whose name ends so. */
	private function groups( string $ending ): array {
		return array_values( array_filter( $this->config->groups(), static fn ( string $group ): bool => str_ends_with( $group, $ending ) ) );
	}
}
