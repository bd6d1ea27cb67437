<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Tools > Scheduled Actions.
 */
class ActionScheduler_AdminView {

	public const PAGE = 'action-scheduler';

	private static ?self $instance = null;

	private ?ActionScheduler_ListTable $list_table = null;

	public static function instance(): self {
		self::$instance ??= new self();
		return self::$instance;
	}

	public function init(): void {
		if ( is_admin() && ! wp_doing_ajax() ) {
			add_action( 'admin_menu', [ $this, 'register_menu' ] );
		}
	}

	public function register_menu(): void {
		$page = add_management_page( 'Scheduled Actions', 'Scheduled Actions', 'manage_options', self::PAGE, [ $this, 'render_admin_ui' ] );
		if ( false !== $page ) {
			add_action( 'load-' . $page, [ $this, 'process_admin_ui' ] );
		}
	}

	/** Row links are obeyed before any output, so that the redirect can be sent. */
	public function process_admin_ui(): void {
		$this->get_list_table()->process_actions();
	}

	public function render_admin_ui(): void {
		echo '<div class="wrap"><h1>Scheduled Actions</h1><p>Contract double of Action Scheduler.</p>';
		$this->get_list_table()->display();
		echo '</div>';
	}

	private function get_list_table(): ActionScheduler_ListTable {
		$this->list_table ??= new ActionScheduler_ListTable( ActionScheduler::store(), ActionScheduler::logger(), ActionScheduler::runner() );
		return $this->list_table;
	}
}
