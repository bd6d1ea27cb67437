<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Which copies of Action Scheduler asked to run; the newest is booted once at plugins_loaded 1.
 */
class ActionScheduler_Versions {

	private static ?self $instance = null;

	/** @var array<string, callable> */
	private array $versions = [];

	public static function instance(): self {
		self::$instance ??= new self();
		return self::$instance;
	}

	public static function initialize_latest_version(): void {
		$callback = self::instance()->latest_version_callback();
		$callback();
	}

	/**
	 * @param string   $version_string          Version.
	 * @param callable $initialization_callback Boots that version.
	 */
	public function register( $version_string, $initialization_callback ): bool {
		if ( isset( $this->versions[ $version_string ] ) ) {
			return false;
		}
		$this->versions[ $version_string ] = $initialization_callback;
		return true;
	}

	/** @return array<string, callable> */
	public function get_versions(): array {
		return $this->versions;
	}

	public function latest_version(): string|false {
		$known = array_keys( $this->versions );
		usort( $known, 'version_compare' );
		return [] === $known ? false : (string) end( $known );
	}

	public function latest_version_callback(): callable {
		$latest = $this->latest_version();
		return false === $latest ? '__return_null' : $this->versions[ $latest ];
	}
}
