<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether Gravity Forms is here and whole: without it nobody can register. */
final class GravityFormsProbe implements Probe {
	public const ID = 'gravity_forms';

	public function __construct( private readonly GravityForms $gravity_forms ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Gravity Forms', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'forms';
	}

	public function why(): string {
		return __( 'The registration form is a Gravity Forms form. Without it nobody can register.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %s: version number. */
		return sprintf( __( 'Critical when Gravity Forms is absent or its tables are missing. Recommended when it is older than %s.', 'smartalloc-ops' ), GravityForms::TESTED );
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$presence = $this->gravity_forms->presence();
		if ( ! $presence->is_present() ) {
			return Reading::critical( $presence->state, $presence->detail, [ Links::plugins(), Links::site_health() ] );
		}
		$forms   = count( $this->gravity_forms->form_ids() );
		$version = (string) $presence->version;
		/* translators: 1: version number, 2: number of forms. */
		$finding = sprintf( _n( 'Gravity Forms %1$s is active with %2$d form.', 'Gravity Forms %1$s is active with %2$d forms.', $forms, 'smartalloc-ops' ), $version, $forms );
		if ( $presence->is_older_than( GravityForms::TESTED ) ) {
			/* translators: %s: version number. */
			$finding .= ' ' . sprintf( __( 'It is older than %s, the oldest this console was run against.', 'smartalloc-ops' ), GravityForms::TESTED );
			return Reading::of( Status::Recommended, 'old_version', $finding, [ Links::plugins() ], $forms, 'forms' );
		}
		return Reading::good( $finding, $forms, 'forms' );
	}

	public function under_fault( callable $body ): mixed {
		return $this->gravity_forms->while_absent( $body );
	}

	public function fault(): string {
		return __( 'Gravity Forms is treated as absent.', 'smartalloc-ops' );
	}
}
