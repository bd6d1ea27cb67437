<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\Builds;
use SmartAllocOps\Rollback\NextSteps;
use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;

defined( 'ABSPATH' ) || exit;

/** Asks the deployment of this site, or a person, for the good build, and waits until it lies there. Only its hash counts. */
final class WaitForBuild extends QuietStep {
	public function __construct( private readonly Builds $builds, private readonly NextSteps $next_steps, private readonly bool $by_deployment ) {}

	public function name(): string {
		return 'swap';
	}

	public function title(): string {
		return $this->by_deployment ? __( 'Let the deployment bring the good build', 'smartalloc-ops' ) : __( 'Let a person bring the good build', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$wanted = self::text( $run, 'digest' );
		$stands = $this->builds->installed();
		$facts  = [
			self::fact( __( 'Waited for', 'smartalloc-ops' ), substr( $wanted, 0, 12 ) ),
			self::fact( __( 'What stands there', 'smartalloc-ops' ), null === $stands ? __( 'not known', 'smartalloc-ops' ) : substr( $stands, 0, 12 ) ),
		];
		if ( $stands === $wanted ) {
			return $facts;
		}
		$is_asked = is_array( $input['progress'] ) && true === ( $input['progress']['asked'] ?? false );
		if ( $this->by_deployment && ! $is_asked ) {
			/**
			 * Asks the deployment of this site to bring a build of SmartAlloc back. It may be asked twice for one run.
			 *
			 * @param array{run: int, archive: string, digest: string, version: string} $wanted
			 */
			do_action(
				Preflight::EXTERNAL,
				[
					'run'     => $run->id,
					'archive' => self::text( $run, 'archive' ),
					'digest'  => $wanted,
					'version' => self::text( $run, 'version' ),
				]
			);
		}
		throw Waits::for_site(
			'build',
			$this->by_deployment
				? __( 'The deployment was asked for the good build. The run goes on when its files lie there.', 'smartalloc-ops' )
				: __( 'Bring the good build back as it says below. The run goes on when its files lie there.', 'smartalloc-ops' ),
			$this->next_steps->bring_by_hand( $run->id, self::text( $run, 'version' ), self::text( $run, 'archive' ) ),
			$facts,
			[ 'asked' => true ]
		);
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		return [ self::fact( __( 'Code', 'smartalloc-ops' ), __( 'Left as it stands: it was not this run that put it there.', 'smartalloc-ops' ) ) ];
	}
}
