<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Platform\SmartAlloc;

defined( 'ABSPATH' ) || exit;

/** What a person does after the machine: exact sentences, with commands that can be pasted. */
final class NextSteps {
	/** @param \Closure(): ?string $rescue What is typed to bring the last known good build back, if there is one. */
	public function __construct( private readonly SmartAlloc $smartalloc, private readonly \Closure $rescue ) {}

	/** @return list<array{text: string, command: string|null}> */
	public function after_containment( ?int $run_id, Scenario $scenario ): array {
		$plugin = $this->smartalloc->presence()->source ?? 'smart-alloc';
		$number = null === $run_id ? 'RUN' : (string) $run_id;
		$revert = 'bad_release' === $scenario->id ? ( $this->rescue )() ?? "wp plugin install PATH-OF-THE-GOOD-ZIP --force # replaces the folder $plugin" : null;
		$steps  = [ self::step( $scenario->follow_up, 'slow_queue' === $scenario->id ? 'wp action-scheduler run --group=smartalloc_allocate --batches=10' : $revert ) ];
		if ( 'bad_release' === $scenario->id ) {
			$steps[] = self::step( __( 'If the site does not answer at all, stop SmartAlloc first.', 'smartalloc-ops' ), "wp plugin deactivate $plugin --skip-plugins --skip-themes" );
			$steps[] = self::step( __( 'Empty the object cache, and the page cache with its own button.', 'smartalloc-ops' ), 'wp cache flush' );
		}
		return [
			...$steps,
			self::step( __( 'Measure again, and send one entry through the Sabt form to see it arrive.', 'smartalloc-ops' ), 'wp smartalloc-ops health check' ),
			self::step( __( 'Tell the people who wait: what happened, since when, what is held, when you will say more.', 'smartalloc-ops' ), null ),
			self::step( __( 'When it is good again, put every switch of this run back. Held work then leaves in order.', 'smartalloc-ops' ), "wp smartalloc-ops rollback abort $number --reason=\"...\"" ),
			self::step( __( 'Or end the run and leave the switches as they are, to change them one by one.', 'smartalloc-ops' ), "wp smartalloc-ops rollback close $number --reason=\"...\"" ),
		];
	}

	/** @return list<array{text: string, command: string|null}> */
	public function after_failure( int $run_id ): array {
		return [
			self::step( __( 'Mend what the error names, then let the run try the step again.', 'smartalloc-ops' ), "wp smartalloc-ops rollback resume $run_id" ),
			self::step( __( 'Or set the remaining switches by hand.', 'smartalloc-ops' ), 'wp smartalloc-ops flags list' ),
			self::step( __( 'Or end the run and leave the switches as they are.', 'smartalloc-ops' ), "wp smartalloc-ops rollback close $run_id --reason=\"...\"" ),
		];
	}

	/** @return list<array{text: string, command: string|null}> What is tried before held work is let go. */
	public function for_smoke( ?int $run_id ): array {
		$number = null === $run_id ? 'RUN' : (string) $run_id;
		return [
			self::step( __( 'Open the site and the Sabt form, and send one entry: it must be accepted. Its jobs wait until you have answered.', 'smartalloc-ops' ), null ),
			self::step( __( 'Measure again.', 'smartalloc-ops' ), 'wp smartalloc-ops health check' ),
			self::step( __( 'Then say what you saw: passed, failed or inconclusive.', 'smartalloc-ops' ), "wp smartalloc-ops rollback answer $number passed --reason=\"...\"" ),
		];
	}

	/** @return list<array{text: string, command: string|null}> How a person brings a build back that a swap cannot. */
	public function bring_by_hand( int $run_id, string $version, string $archive ): array {
		$folder = 'wp-content/plugins/' . ( $this->smartalloc->presence()->source ?? 'smart-alloc' );
		return [
			/* translators: %s: version number. */
			self::step( sprintf( __( 'Put SmartAlloc %s in place the way this site is deployed: git, the deployment, or its folder. Its files are kept here as well:', 'smartalloc-ops' ), $version ), "tar -tzf wp-content/smartalloc-ops-vault-*/$archive.tar.gz" ),
			self::step( __( 'The files must be these, and no others:', 'smartalloc-ops' ), "(cd $folder && sha256sum --quiet -c \"\$OLDPWD\"/wp-content/smartalloc-ops-vault-*/$archive.sha256)" ),
			self::step( __( 'The tick looks each minute. To let it look now:', 'smartalloc-ops' ), "wp smartalloc-ops rollback resume $run_id" ),
		];
	}

	/** @return list<array{text: string, command: string|null}> What helps when WordPress does not answer any more. */
	public function without_wordpress(): array {
		$revert = ( $this->rescue )();
		return null === $revert ? [] : [
			self::step( __( 'If WordPress does not answer: see which build stands, end a swap that was killed, or bring the good build back. None of these needs WordPress.', 'smartalloc-ops' ), str_replace( ' revert --reason="..."', ' status', $revert ) ),
			self::step( __( 'End a swap that was killed.', 'smartalloc-ops' ), str_replace( ' revert --reason="..."', ' resume', $revert ) ),
			self::step( __( 'Bring the good build back.', 'smartalloc-ops' ), $revert ),
		];
	}

	/** @return array{text: string, command: string|null} */
	private static function step( string $text, ?string $command ): array {
		return [
			'text'    => $text,
			'command' => $command,
		];
	}
}
