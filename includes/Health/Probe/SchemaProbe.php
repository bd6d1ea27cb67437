<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Health\FormSpec;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** SchemaChecker: whether every enabled form has the fields that SmartAlloc reads, as it reads them (K5). */
final class SchemaProbe implements Probe {
	public const ID = 'schema';

	/** Forms looked at; a form's definition can be large. */
	private const MAX_FORMS = 50;

	/** Differences named in one finding. */
	private const NAMED = 6;

	public function __construct( private readonly GravityForms $gravity_forms, private readonly Config $config ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Form fields (SchemaChecker)', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'forms';
	}

	public function why(): string {
		return __( 'SmartAlloc finds the answers by the numbers of the fields. A field that was deleted, exchanged or made optional leads to wrong allocations without any error.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %s: list of numbers. */
		return sprintf( __( 'Critical unless every enabled form has fields %s with the type SmartAlloc expects, required where it expects an answer.', 'smartalloc-ops' ), implode( ', ', array_keys( FormSpec::TYPES ) ) );
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [ GravityFormsProbe::ID ];
	}

	public function measure(): Reading {
		if ( ! $this->gravity_forms->presence()->is_present() ) {
			return Reading::without( $this->gravity_forms->presence() );
		}
		$form_ids = $this->config->forms();
		if ( [] === $form_ids ) {
			return Reading::of( Status::NotSetUp, 'no_forms', __( 'No form is enabled for SmartAlloc, so there are no fields to look at.', 'smartalloc-ops' ), [ Links::forms() ], null, null, 0 );
		}
		$looked_at = array_slice( $form_ids, 0, self::MAX_FORMS );
		$named     = [];
		$actions   = [];
		$reason    = '';
		$n         = count( $form_ids );
		foreach ( $this->gravity_forms->fields_of( $looked_at ) as $form_id => $fields ) {
			$differences = null === $fields ? [ __( 'its definition cannot be read', 'smartalloc-ops' ) ] : FormSpec::differences( $fields );
			if ( [] !== $differences ) {
				$reason    = null === $fields && '' === $reason ? 'unreadable' : ( null === $fields ? $reason : 'differs' );
				$more      = count( $differences ) - self::NAMED;
				$list      = implode( ', ', array_slice( $differences, 0, self::NAMED ) );
				/* translators: 1: number of a form, 2: what differs. */
				$named[]   = sprintf( __( 'Form %1$d: %2$s.', 'smartalloc-ops' ), $form_id, $more > 0 ? "$list, +$more" : $list );
				$actions[] = Links::form( $form_id );
			}
		}
		$fit = count( $looked_at ) - count( $named );
		if ( [] !== $named ) {
			return Reading::critical( $reason, implode( ' ', array_slice( $named, 0, self::NAMED ) ), array_slice( $actions, 0, self::NAMED ), $fit, 'forms', $n );
		}
		if ( count( $looked_at ) < $n ) {
			/* translators: 1: number of forms, 2: number of forms. */
			return Reading::of( Status::Recommended, 'partly_seen', sprintf( __( 'Only %1$d of %2$d enabled forms were looked at, and those fit.', 'smartalloc-ops' ), count( $looked_at ), $n ), [ Links::forms() ], $fit, 'forms', $n );
		}
		/* translators: 1: number of forms, 2: number of fields. */
		return Reading::good( sprintf( _n( '%1$d enabled form has all %2$d fields as SmartAlloc reads them.', '%1$d enabled forms have all %2$d fields as SmartAlloc reads them.', $n, 'smartalloc-ops' ), $n, count( FormSpec::TYPES ) ), $fit, 'forms', $n );
	}

	public function under_fault( callable $body ): mixed {
		return $this->gravity_forms->while_without_field( (int) array_key_first( FormSpec::TYPES ), $body );
	}

	public function fault(): string {
		/* translators: %d: number of a field. */
		return sprintf( __( 'Field %d is treated as deleted from every form.', 'smartalloc-ops' ), (int) array_key_first( FormSpec::TYPES ) );
	}
}
