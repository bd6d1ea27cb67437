<?php
declare(strict_types=1);

namespace SmartAllocOps\Privacy;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Erasure;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/**
 * What this plugin stores of a person, for WordPress's privacy tools: the number of the account that changed something,
 * and the reason that was typed.
 *
 * On request both are erased; that something was done, and when, stays under its seal.
 */
final class Privacy {
	private const ID       = 'smartalloc-ops';
	private const PER_PAGE = 100;

	/** Erased rows of each table a request. */
	private const AT_ONCE = 50;

	/** @param \Closure(): Erasure $erasure */
	public function __construct( private readonly ActsOfUser $acts, private readonly \Closure $erasure, private readonly Config $config ) {}

	public function register(): void {
		add_action( 'admin_init', [ $this, 'admin_init' ] );
		add_filter( 'wp_privacy_personal_data_exporters', [ $this, 'wp_privacy_personal_data_exporters' ] );
		add_filter( 'wp_privacy_personal_data_erasers', [ $this, 'wp_privacy_personal_data_erasers' ] );
	}

	public function admin_init(): void {
		wp_add_privacy_policy_content( 'SmartAlloc Ops', $this->policy() );
	}

	/**
	 * @param mixed $exporters
	 * @return array<mixed>
	 */
	public function wp_privacy_personal_data_exporters( $exporters ): array {
		$exporters             = is_array( $exporters ) ? $exporters : [];
		$exporters[ self::ID ] = [
			'exporter_friendly_name' => 'SmartAlloc Ops',
			'callback'               => [ $this, 'export' ],
		];
		return $exporters;
	}

	/**
	 * @param mixed $erasers
	 * @return array<mixed>
	 */
	public function wp_privacy_personal_data_erasers( $erasers ): array {
		$erasers             = is_array( $erasers ) ? $erasers : [];
		$erasers[ self::ID ] = [
			'eraser_friendly_name' => 'SmartAlloc Ops',
			'callback'             => [ $this, 'erase' ],
		];
		return $erasers;
	}

	/**
	 * @param mixed $email
	 * @param mixed $page
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	public function export( $email, $page = 1 ): array {
		$user = self::user( $email );
		if ( null === $user ) {
			return [
				'data' => [],
				'done' => true,
			];
		}
		$found = $this->acts->page( $user, max( 1, is_numeric( $page ) ? (int) $page : 1 ), self::PER_PAGE );
		return [
			'data' => array_map( static fn ( array $item ): array => self::exported( $item ), $found['items'] ),
			'done' => $found['is_last'],
		];
	}

	/**
	 * A bounded part a request; WordPress asks until all is done. What is left comes first, whatever the page.
	 *
	 * @param mixed $email
	 * @param mixed $page
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	public function erase( $email, $page = 1 ): array {
		$user     = self::user( $email );
		$result   = null === $user ? [ 'erased' => 0, 'kept' => 0, 'done' => true ] : ( $this->erasure )()->erase( $user, Actor::current_user(), self::AT_ONCE );
		$messages = [];
		if ( $result['kept'] > 0 ) {
			$messages[] = $this->why_kept( $result['kept'] );
		}
		$is_recipient = $result['done'] && is_string( $email ) && in_array( strtolower( $email ), array_map( 'strtolower', $this->config->recipients() ), true );
		if ( $is_recipient ) {
			$messages[] = __( 'Messages of SmartAlloc Ops go to this address. Take it out under Settings, Recipients.', 'smartalloc-ops' );
		}
		return [
			'items_removed'  => $result['erased'] > 0,
			'items_retained' => [] !== $messages,
			'messages'       => $messages,
			'done'           => $result['done'],
		];
	}

	private function why_kept( int $count ): string {
		return sprintf(
			/* translators: %s: number of procedures. */
			_n(
				'%s procedure that this account started has not ended, and goes on with its rights. Finish or close it on the tab Rollback, then erase again.',
				'%s procedures that this account started have not ended, and go on with its rights. Finish or close them on the tab Rollback, then erase again.',
				$count,
				'smartalloc-ops'
			),
			number_format_i18n( $count )
		);
	}

	private function policy(): string {
		$days  = $this->config->journal_retention_days();
		$parts = [
			__( 'SmartAlloc Ops records who changed how SmartAlloc works on this site: the number of the account, the time, what was changed, and the reason that was typed. It stores no name, e-mail address or IP address; e-mail addresses, telephone numbers, national ids, card numbers and tokens are taken out of a reason before it is stored. The number and the reasons are erased on request; that something was changed, and when, stays.', 'smartalloc-ops' ),
			__( 'Of the people who fill in forms it stores numbers of entries only, never what they entered. A message that is held back is stored as a reference to the entry; a job that waits in this plugin keeps its arguments until it is done.', 'smartalloc-ops' ),
			0 === $days
				? __( 'The record is kept without an end.', 'smartalloc-ops' )
				: sprintf(
					/* translators: %s: number of days. */
					_n( 'The record of other acts than switches, settings and rollbacks is kept for %s day.', 'The record of other acts than switches, settings and rollbacks is kept for %s days.', $days, 'smartalloc-ops' ),
					number_format_i18n( $days )
				),
			sprintf(
				/* translators: %s: number of days. */
				_n( 'Its log of ids, times and codes is kept for %s day.', 'Its log of ids, times and codes is kept for %s days.', $this->config->log_retention_days(), 'smartalloc-ops' ),
				number_format_i18n( $this->config->log_retention_days() )
			),
			__( 'Messages about the state of SmartAlloc go to the recipients named in its settings and, where they are set, to a webhook and to a monitor outside this site. They hold names of checks, numbers and times, and nothing of the people who fill in forms.', 'smartalloc-ops' ),
		];
		return implode( '', array_map( static fn ( string $part ): string => '<p>' . esc_html( $part ) . '</p>', $parts ) );
	}

	/**
	 * @param array{id: string, at_ms: int, facts: array<string, string>} $item
	 * @return array<string, mixed>
	 */
	private static function exported( array $item ): array {
		$data = [
			[
				'name'  => __( 'Time (UTC)', 'smartalloc-ops' ),
				'value' => gmdate( 'Y-m-d H:i:s', intdiv( $item['at_ms'], 1000 ) ),
			],
		];
		foreach ( $item['facts'] as $name => $value ) {
			$data[] = [
				'name'  => self::title( $name ),
				'value' => $value,
			];
		}
		return [
			'group_id'          => self::ID,
			'group_label'       => __( 'What you changed in SmartAlloc Ops', 'smartalloc-ops' ),
			'group_description' => __( 'Switches, rollbacks and other acts on record under the number of your account.', 'smartalloc-ops' ),
			'item_id'           => self::ID . "-{$item['id']}",
			'data'              => $data,
		];
	}

	private static function title( string $column ): string {
		return match ( $column ) {
			'flag'      => __( 'Switch', 'smartalloc-ops' ),
			'scope'     => __( 'For', 'smartalloc-ops' ),
			'kind'      => __( 'Procedure', 'smartalloc-ops' ),
			'event'     => __( 'Act', 'smartalloc-ops' ),
			'subject'   => __( 'On', 'smartalloc-ops' ),
			'name'      => __( 'Step', 'smartalloc-ops' ),
			'direction' => __( 'Direction', 'smartalloc-ops' ),
			'revision'  => __( 'Revision', 'smartalloc-ops' ),
			'previous'  => __( 'Before', 'smartalloc-ops' ),
			'value'     => __( 'After', 'smartalloc-ops' ),
			'state'     => __( 'State', 'smartalloc-ops' ),
			default     => __( 'Reason', 'smartalloc-ops' ),
		};
	}

	private static function user( mixed $email ): ?int {
		$user = is_string( $email ) ? get_user_by( 'email', $email ) : false;
		return false === $user ? null : $user->ID;
	}
}
