<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What runs here, in which version, and the oldest this site accepts. */
final class Versions {
	/** Version of PHP that a self-test pretends. */
	private ?string $php = null;

	public function __construct(
		private readonly \wpdb $wpdb,
		private readonly GravityForms $gravity_forms,
		private readonly ActionScheduler $action_scheduler,
		private readonly MailTransport $transport,
		private readonly Config $config,
	) {}

	/** @return list<array{name: string, found: string, minimum: string, is_older: bool}> What is here; what is absent is told elsewhere. */
	public function all(): array {
		$server = $this->wpdb->db_server_info();
		$maria  = is_string( $server ) && 1 === preg_match( '/(\d+\.\d+(?:\.\d+)?)-mariadb/i', $server, $found );
		$list   = [
			[ 'WordPress', get_bloginfo( 'version' ), $this->config->minimum( 'wordpress' ) ],
			[ 'PHP', $this->php ?? PHP_VERSION, $this->config->minimum( 'php' ) ],
			[ 'Gravity Forms', (string) $this->gravity_forms->presence()->version, $this->config->minimum( 'gravityforms' ) ],
			[ 'Action Scheduler', (string) $this->action_scheduler->presence()->version, $this->config->minimum( 'action_scheduler' ) ],
			[ $this->transport->presence()->source ?? 'SMTP', (string) $this->transport->presence()->version, $this->config->minimum( 'smtp_plugin' ) ],
		];
		if ( ! Database::is_sqlite() ) {
			$list[] = $maria
				? [ 'MariaDB', $found[1] ?? '', $this->config->minimum( 'mariadb' ) ]
				: [ 'MySQL', (string) $this->wpdb->db_version(), $this->config->minimum( 'mysql' ) ];
		}
		return array_values(
			array_map(
				static fn ( array $entry ): array => [
					'name'     => $entry[0],
					'found'    => $entry[1],
					'minimum'  => $entry[2],
					'is_older' => '' !== $entry[2] && Presence::present( '', $entry[1] )->is_older_than( $entry[2] ),
				],
				array_filter( $list, static fn ( array $entry ): bool => '' !== $entry[1] )
			)
		);
	}

	/**
	 * Calls `$body` as if PHP were that old.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_php_is( string $version, callable $body ): mixed {
		$this->php = $version;
		try {
			return $body();
		} finally {
			$this->php = null;
		}
	}
}
