<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Our checks in WordPress's own Site Health, one test a group, so that they neither drown its score nor hide in it.
 *
 * Those that read stored verdicts are direct: Site Health runs them while a page is built. What calls over the network
 * is async: the browser fetches it from our route, and the weekly run of WP-Cron, which cannot sign in there, calls the
 * same function directly. Core fetches such a test by GET, so the route measures what is out of date without storing it:
 * a GET that writes is none, and the tick stores its own measurements soon enough.
 */
final class SiteHealth {
	private const PREFIX = 'smartalloc_ops_';

	public function __construct( private readonly HealthService $health, private readonly SiteHealthInfo $info ) {}

	public function register(): void {
		add_filter( 'site_status_tests', [ $this, 'site_status_tests' ] );
		add_filter( 'debug_information', [ $this, 'debug_information' ] );
	}

	/**
	 * @param mixed $tests Foreign data: other plugins filter it too.
	 * @return array<mixed>
	 */
	public function site_status_tests( mixed $tests ): array {
		$tests = is_array( $tests ) ? $tests : [];
		foreach ( [ 'direct', 'async' ] as $kind ) {
			$tests[ $kind ] = is_array( $tests[ $kind ] ?? null ) ? $tests[ $kind ] : [];
		}
		foreach ( $this->health->roll_ups() as $roll_up ) {
			$test = [ 'label' => self::title( $roll_up ) ];
			if ( HealthService::CONNECTIONS === $roll_up ) {
				$tests['async'][ self::PREFIX . $roll_up ] = $test + [
					'test'              => rest_url( "smartalloc-ops/v1/health/roll-ups/$roll_up" ),
					'has_rest'          => true,
					'async_direct_test' => fn (): array => $this->result( $roll_up ),
				];
				continue;
			}
			$tests['direct'][ self::PREFIX . $roll_up ] = $test + [ 'test' => fn (): array => $this->result( $roll_up ) ];
		}
		return $tests;
	}

	/**
	 * @param mixed $info Foreign data, as above.
	 * @return array<mixed>
	 */
	public function debug_information( mixed $info ): array {
		$info = is_array( $info ) ? $info : [];
		try {
			$info['smartalloc-ops'] = $this->info->section( $this->health->report() );
		} catch ( \Throwable $thrown ) {
			$info['smartalloc-ops'] = [
				'label'  => 'SmartAlloc Ops',
				'fields' => [
					'error' => [
						'label' => __( 'Error', 'smartalloc-ops' ),
						'value' => self::frame( $thrown ),
					],
				],
			];
		}
		return $info;
	}

	/** @return array<string, mixed> JSON schema of result(). */
	public static function schema(): array {
		return Shape::object(
			[
				'label'       => Shape::text(),
				'status'      => Shape::one_of( [ 'good', 'recommended', 'critical' ] ),
				'badge'       => Shape::object(
					[
						'label' => Shape::text(),
						'color' => Shape::one_of( [ 'blue', 'red' ] ),
					]
				),
				'description' => Shape::text(),
				'actions'     => Shape::text(),
				'test'        => Shape::text(),
			],
			'roll_up'
		);
	}

	/**
	 * One result in core's shape. Core counts every status it does not know as good, so there are only its three.
	 *
	 * @return array{label: string, status: string, badge: array{label: string, color: string}, description: string, actions: string, test: string}
	 * @throws NotFound When there is no such roll-up.
	 */
	public function result( string $group ): array {
		try {
			$report = $this->health->roll_up( $group );
			$status = $report->worst();
			$lines  = implode( '', array_map( static fn ( ProbeState $state ): string => self::line( $state ), $report->states ) );
			$links  = self::links( $report );
		} catch ( NotFound $unknown ) {
			throw $unknown;
		} catch ( \Throwable $thrown ) {
			// Core's weekly run has no catch of its own.
			$status = Status::Unknown;
			$lines  = '<li>' . esc_html( self::frame( $thrown ) ) . '</li>';
			$links  = '';
		}
		return [
			'label'       => self::label( $group, $status ),
			'status'      => match ( $status ) {
				Status::Good, Status::NotSetUp => 'good',
				Status::Critical => 'critical',
				Status::Recommended, Status::Unknown => 'recommended',
			},
			'badge'       => [
				'label' => 'SmartAlloc',
				'color' => Status::Critical === $status ? 'red' : 'blue',
			],
			'description' => "<ul>$lines</ul>",
			'actions'     => $links,
			'test'        => self::PREFIX . $group,
		];
	}

	private static function title( string $group ): string {
		return match ( $group ) {
			'scheduling' => __( 'SmartAlloc scheduling', 'smartalloc-ops' ),
			'forms'      => __( 'SmartAlloc forms', 'smartalloc-ops' ),
			'messages'   => __( 'SmartAlloc messages', 'smartalloc-ops' ),
			'platform'   => __( 'SmartAlloc platform', 'smartalloc-ops' ),
			HealthService::CONNECTIONS => __( 'SmartAlloc connections', 'smartalloc-ops' ),
			default      => __( 'SmartAlloc safety', 'smartalloc-ops' ),
		};
	}

	private static function label( string $group, Status $status ): string {
		$sentence = match ( $status ) {
			/* translators: %s: name of a group of checks, e.g. "SmartAlloc forms". */
			Status::Good => __( '%s: good', 'smartalloc-ops' ),
			/* translators: %s: name of a group of checks, e.g. "SmartAlloc forms". */
			Status::NotSetUp => __( '%s: not set up', 'smartalloc-ops' ),
			/* translators: %s: name of a group of checks, e.g. "SmartAlloc forms". */
			Status::Recommended => __( '%s: should be looked at', 'smartalloc-ops' ),
			/* translators: %s: name of a group of checks, e.g. "SmartAlloc forms". */
			Status::Critical => __( '%s: critical', 'smartalloc-ops' ),
			/* translators: %s: name of a group of checks, e.g. "SmartAlloc forms". */
			Status::Unknown => __( '%s: unknown, it could not be measured', 'smartalloc-ops' ),
		};
		return sprintf( $sentence, self::title( $group ) );
	}

	private static function line( ProbeState $state ): string {
		$age = null === $state->verdict
			? ''
			/* translators: %s: a time span, e.g. "2 minutes". */
			: ' ' . sprintf( __( '(measured %s ago)', 'smartalloc-ops' ), LocalTime::span( time() - intdiv( $state->verdict->measured_at, 1000 ) ) );
		return sprintf(
			'<li><strong>%s</strong> (%s): %s%s</li>',
			esc_html( $state->probe->label() ),
			esc_html( SiteHealthInfo::word( $state->status() ) ),
			esc_html( Numerals::shown( $state->reading->finding ) ),
			esc_html( Numerals::shown( $age ) )
		);
	}

	private static function links( HealthReport $report ): string {
		$actions = [];
		foreach ( $report->states as $state ) {
			array_push( $actions, ...$state->reading->actions );
		}
		$actions[] = Links::tab( 'health', __( 'All checks of SmartAlloc Ops', 'smartalloc-ops' ) );
		$html      = array_map(
			static fn ( Action $action ): string => 'link' === $action->kind
				? sprintf( '<a href="%s">%s</a>', esc_url( $action->target ), esc_html( Numerals::shown( $action->label ) ) )
				: sprintf( '%s: <code dir="ltr">%s</code>', esc_html( $action->label ), esc_html( $action->target ) ),
			$actions
		);
		return '<p>' . implode( ' | ', array_unique( $html ) ) . '</p>';
	}

	private static function frame( \Throwable $thrown ): string {
		$class = ( new \ReflectionClass( $thrown ) )->getShortName();
		/* translators: 1: class of an error, 2: file name and line. */
		return sprintf( __( 'Could not be measured: %1$s at %2$s.', 'smartalloc-ops' ), $class, basename( $thrown->getFile() ) . ':' . $thrown->getLine() );
	}
}
