<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Looks whether and how the last known good build can come back here. Touches nothing, and says all that is in the way at once. */
final class Preflight {
	/** A site's own deployment listens to this. */
	public const EXTERNAL = 'smartalloc_ops_external_revert';

	public const NEWER_SCHEMA = 'schema_newer';

	/** What hinders any way to bring it back, not only a swap. */
	private const HINDERS_ALL = [ 'unfinished' ];

	/** What goes away again: no other way is taken because of it. */
	private const PASSES = [ 'disk_full' ];

	/** Core's own, while an update is going on, and how long it is believed. */
	private const UPDATERS   = [ 'auto_updater.lock', 'core_updater.lock' ];
	private const UPDATING_S = 3_600;

	public function __construct(
		private readonly Places $places,
		private readonly Archives $archives,
		private readonly Nodes $nodes,
		private readonly Builds $builds,
		private readonly SmartAlloc $smart_alloc,
	) {}

	/**
	 * @param bool $rehearses            As if another build than the good one stood there.
	 * @param bool $accepts_newer_schema See Wish.
	 */
	public function look( Strategy $wish, bool $rehearses = false, bool $accepts_newer_schema = false ): Findings {
		$good     = $this->archives->good();
		$standing = $this->builds->installed();
		if ( Strategy::Contain === $wish ) {
			return new Findings( $wish, [], [], null, $standing );
		}
		if ( null === $good ) {
			// Nobody ever said what is good: to freeze and hold is still better than to refuse.
			$trouble  = $this->archives->trouble();
			$is_unset = null === $trouble || 'no_vault' === $trouble->reason;
			$why      = null === $trouble ? self::no_pin() : $this->archives->words( $trouble );
			return Strategy::Auto === $wish && $is_unset
				? new Findings( Strategy::Contain, [], [ $why ], null, $standing )
				: new Findings( $wish, [ $why ], [], null, $standing );
		}
		$stands = ! $rehearses && $standing === $good->digest ? self::stands( $good ) : null;
		if ( null !== $stands && Strategy::Auto === $wish ) {
			return new Findings( Strategy::Contain, [], [ $stands ], null, $standing );
		}
		$obstacles = $this->obstacles( $good );
		$lasting   = array_filter( $obstacles, static fn ( Refusal $one ): bool => ! in_array( $one->code, [ ...self::PASSES, ...self::HINDERS_ALL ], true ) );
		$strategy  = match ( true ) {
			Strategy::Auto !== $wish => $wish,
			[] === $lasting => Strategy::LocalSwap,
			false !== has_action( self::EXTERNAL ) => Strategy::External,
			default => Strategy::Manual,
		};
		$schema    = $this->of_schema( $good );
		$refusals  = [ ...$this->of_archive( $good ), ...( null === $stands ? [] : [ $stands ] ), ...self::of_way( $strategy, $obstacles ), ...( $accepts_newer_schema ? [] : $schema ), ...self::of_updates() ];
		return new Findings( $strategy, $refusals, $obstacles, $good, $standing, $accepts_newer_schema ? $schema : [] );
	}

	/** @return list<Refusal> Why it could not be swapped on this machine. */
	private function obstacles( Kept $good ): array {
		$obstacles = array_map( fn ( NotDone $one ): Refusal => $this->archives->words( $one ), $this->places->swap( $good->folder )->refusals( $good ) );
		if ( ! wp_is_file_mod_allowed( 'smartalloc_ops_rollback' ) ) {
			$obstacles[] = new Refusal( 'file_mods', __( 'wp-config.php forbids changing files (DISALLOW_FILE_MODS).', 'smartalloc-ops' ) );
		}
		$nodes = $this->nodes->count();
		if ( $nodes > 1 && ! Nodes::are_shared() ) {
			/* translators: 1: number of machines, 2: name of a constant. */
			$obstacles[] = new Refusal( 'several_nodes', sprintf( __( '%1$d machines serve this site, and a swap would reach one. Where they share one folder of plugins, say so in wp-config.php: %2$s.', 'smartalloc-ops' ), $nodes, Nodes::SHARED ) );
		}
		return $obstacles;
	}

	/** @return list<Refusal> */
	private function of_archive( Kept $good ): array {
		try {
			$this->archives->prove( $good );
			return [];
		} catch ( Refused $refused ) {
			return $refused->refusals;
		}
	}

	/** @return list<Refusal> What is not known refuses nothing: the run says that it is not known. */
	private function of_schema( Kept $good ): array {
		$now = $this->smart_alloc->schema_of_database();
		return null === $now || null === $good->schema || version_compare( $now, $good->schema, '<=' )
			? []
			/* translators: 1: number of a schema, 2: number of a schema. */
			: [ new Refusal( self::NEWER_SCHEMA, sprintf( __( 'The database has schema %1$s, and the good build reads no newer one than %2$s: it would misread what was written since. Freeze and hold, and let whoever made the release say how the data goes back; or accept it, and a second person must agree.', 'smartalloc-ops' ), $now, $good->schema ) ) ];
	}

	private static function stands( Kept $good ): Refusal {
		/* translators: %s: id of an archive. */
		return new Refusal( 'stands', sprintf( __( 'The last known good build (%s) stands there already, so nothing can be brought back: freeze and hold only.', 'smartalloc-ops' ), $good->id ) );
	}

	/**
	 * @param list<Refusal> $obstacles
	 * @return list<Refusal>
	 */
	private static function of_way( Strategy $strategy, array $obstacles ): array {
		if ( Strategy::LocalSwap === $strategy ) {
			return $obstacles;
		}
		$refusals = array_values( array_filter( $obstacles, static fn ( Refusal $one ): bool => in_array( $one->code, self::HINDERS_ALL, true ) ) );
		if ( Strategy::External === $strategy && false === has_action( self::EXTERNAL ) ) {
			/* translators: %s: name of a hook. */
			$refusals[] = new Refusal( 'no_external', sprintf( __( 'Nothing listens to %s, so no deployment could be asked.', 'smartalloc-ops' ), self::EXTERNAL ) );
		}
		return $refusals;
	}

	/** @return list<Refusal> What WordPress is about to exchange itself: nobody else touches plugins then. */
	public static function of_updates(): array {
		foreach ( self::UPDATERS as $lock ) {
			if ( (int) get_option( $lock ) > time() - self::UPDATING_S ) {
				return [ new Refusal( 'updating', __( 'WordPress is updating something. Wait until that is over.', 'smartalloc-ops' ) ) ];
			}
		}
		return is_file( ABSPATH . '.maintenance' ) ? [ new Refusal( 'maintenance', __( 'The site is in maintenance mode (.maintenance). Wait until that is over, or take the file away.', 'smartalloc-ops' ) ) ] : [];
	}

	private static function no_pin(): Refusal {
		return new Refusal( 'no_pin', __( 'No build was named the last known good one, so this run can only freeze and hold. Look which is kept, and name one: wp smartalloc-ops vault list', 'smartalloc-ops' ) );
	}
}
