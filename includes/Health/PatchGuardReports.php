<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

defined( 'ABSPATH' ) || exit;

/**
 * What Patch Guard said of the last pull requests, as the project's build writes it into one option, newest first:
 * `[ { "pull_request": 431, "violations": 0, "at": "2026-11-26T03:00:00Z" }, ... ]`.
 *
 * Signed reports over REST come later; until then `wp option update` is the contract.
 */
final class PatchGuardReports {
	public const OPTION = 'smartalloc_ops_patch_guard';

	/** Pull requests that are looked at (H2). */
	public const LAST = 10;

	/**
	 * @return list<array{pull_request: int, violations: int, at_s: int}>|null Null: nobody reports. Unreadable entries count as reports that cannot be trusted: they are left out.
	 */
	public function last(): ?array {
		$stored = get_option( self::OPTION, null );
		if ( is_string( $stored ) ) {
			$stored = json_decode( $stored, true );
		}
		if ( ! is_array( $stored ) || [] === $stored ) {
			return null;
		}
		$reports = [];
		foreach ( array_slice( $stored, 0, self::LAST ) as $report ) {
			$at = is_array( $report ) && is_string( $report['at'] ?? null ) ? strtotime( $report['at'] ) : false;
			if ( is_array( $report ) && false !== $at && is_int( $report['pull_request'] ?? null ) && is_int( $report['violations'] ?? null ) && $report['violations'] >= 0 ) {
				$reports[] = [
					'pull_request' => $report['pull_request'],
					'violations'   => $report['violations'],
					'at_s'         => $at,
				];
			}
		}
		return $reports;
	}

	/**
	 * Calls `$body` while the newest report has a violation. The option itself is not touched.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_violated( callable $body ): mixed {
		$report = static fn (): array => [
			[
				'pull_request' => 0,
				'violations'   => 1,
				'at'           => gmdate( 'c' ),
			],
		];
		add_filter( 'pre_option_' . self::OPTION, $report, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_filter( 'pre_option_' . self::OPTION, $report, PHP_INT_MAX );
		}
	}
}
