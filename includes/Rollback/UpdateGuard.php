<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Run\RunStore;

defined( 'ABSPATH' ) || exit;

/** While a run puts a build of SmartAlloc in place on this machine, WordPress installs no other one over it. */
final class UpdateGuard {
	public function __construct( private readonly RunStore $runs, private readonly Builds $builds ) {}

	public function register(): void {
		add_filter( 'upgrader_source_selection', [ $this, 'upgrader_source_selection' ] );
	}

	/**
	 * Asked for each package that was unpacked, before anything of it is put anywhere.
	 *
	 * @param mixed $source Folder of what was unpacked, or an error.
	 * @return mixed
	 */
	public function upgrader_source_selection( $source ) {
		if ( ! is_string( $source ) || basename( $source ) !== $this->builds->folder() ) {
			return $source;
		}
		$run = $this->runs->active( RollbackProcedure::KIND );
		return null === $run || Strategy::LocalSwap !== RollbackSteps::strategy( $run->payload )
			? $source
			/* translators: %d: number of a run. */
			: new \WP_Error( 'smartalloc_ops_run_active', sprintf( __( 'Rollback %d puts a build of SmartAlloc in place. Finish, abort or close it first.', 'smartalloc-ops' ), $run->id ) );
	}
}
