<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Gravity Forms as it is found here: present, absent or broken; its forms read with a bound, never written. */
final class GravityForms {
	/** The oldest version this console was run against. */
	public const TESTED = '2.4.20';

	/** A site with more forms than this names its own in the configuration. */
	private const MAX_FORMS = 500;

	/** Newest entries of a form that one count looks at. */
	private const MAX_ENTRIES = 1000;

	private ?Presence $presence = null;

	/** @var list<int> Fields that a self-test treats as gone. */
	private array $hidden_fields = [];

	public function __construct( private readonly Database $db ) {}

	public function presence(): Presence {
		// Another plugin may still be loading, so only what is found later than that is kept.
		if ( null === $this->presence || ! did_action( 'plugins_loaded' ) ) {
			$this->presence = Sentences::recording( fn (): Presence => $this->look() );
		}
		return $this->presence->told();
	}

	/**
	 * Calls `$body` as if Gravity Forms were not here, for the self-test of whatever depends on it.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_absent( callable $body ): mixed {
		$this->presence();
		$before         = $this->presence;
		$this->presence = Sentences::recording( static fn (): Presence => Presence::absent( __( 'Gravity Forms is treated as absent by a self-test.', 'smartalloc-ops' ) ) );
		try {
			return $body();
		} finally {
			$this->presence = $before;
		}
	}

	/**
	 * Ids of the forms that are not in the trash, oldest first.
	 *
	 * @return list<int>
	 * @throws DatabaseError When the forms cannot be read.
	 */
	public function form_ids(): array {
		$rows = $this->db->rows( 'SELECT id FROM %i WHERE is_trash = 0 ORDER BY id LIMIT %d', [ $this->forms_table(), self::MAX_FORMS ] );
		return array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
	}

	/**
	 * What each of these forms is to Gravity Forms, and its title.
	 *
	 * @param list<int> $form_ids
	 * @return array<int, array{state: 'active'|'inactive'|'trashed'|'missing', title: string}> One entry for each id asked for.
	 * @throws DatabaseError When the forms cannot be read.
	 */
	public function forms( array $form_ids ): array {
		$found = array_fill_keys(
			$form_ids,
			[
				'state' => 'missing',
				'title' => '',
			]
		);
		if ( [] === $form_ids ) {
			return $found;
		}
		$marks = implode( ', ', array_fill( 0, count( $form_ids ), '%d' ) );
		foreach ( $this->db->rows( "SELECT id, title, is_active, is_trash FROM %i WHERE id IN ($marks)", [ $this->forms_table(), ...$form_ids ] ) as $row ) {
			$state                      = '0' === (string) $row['is_active'] ? 'inactive' : 'active';
			$found[ (int) $row['id'] ] = [
				'state' => '0' === (string) $row['is_trash'] ? $state : 'trashed',
				'title' => (string) $row['title'],
			];
		}
		return $found;
	}

	/** @throws DatabaseError When the form cannot be read. */
	public function is_active( int $form_id ): bool {
		return 'active' === $this->forms( [ $form_id ] )[ $form_id ]['state'];
	}

	/**
	 * The fields of these forms as the editor stored them, in one statement. Null: there is no such form, or it cannot be read.
	 *
	 * @param list<int> $form_ids
	 * @return array<int, array<int, array{type: string, input_type: string, required: bool}>|null> By form, then by field id.
	 * @throws DatabaseError When the forms cannot be read.
	 */
	public function fields_of( array $form_ids ): array {
		$fields = array_fill_keys( $form_ids, null );
		if ( [] === $form_ids ) {
			return $fields;
		}
		$marks = implode( ', ', array_fill( 0, count( $form_ids ), '%d' ) );
		foreach ( $this->db->rows( "SELECT form_id, display_meta FROM %i WHERE form_id IN ($marks)", [ $this->db->foreign( 'gf_form_meta' ), ...$form_ids ] ) as $row ) {
			// Ancient forms are serialized; foreign data is never unserialized, so those stay unread.
			$meta = json_decode( (string) $row['display_meta'], true );
			if ( is_array( $meta ) && is_array( $meta['fields'] ?? null ) ) {
				$fields[ (int) $row['form_id'] ] = array_diff_key( self::read_fields( $meta['fields'] ), array_flip( $this->hidden_fields ) );
			}
		}
		return $fields;
	}

	/**
	 * Calls `$body` as if no form had this field, for the self-test of whoever looks at fields.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_without_field( int $field_id, callable $body ): mixed {
		$this->hidden_fields = [ $field_id ];
		try {
			return $body();
		} finally {
			$this->hidden_fields = [];
		}
	}

	/**
	 * @param array<mixed> $stored
	 * @return array<int, array{type: string, input_type: string, required: bool}>
	 */
	private static function read_fields( array $stored ): array {
		$fields = [];
		foreach ( $stored as $field ) {
			if ( is_array( $field ) && is_numeric( $field['id'] ?? null ) ) {
				$type                          = is_string( $field['type'] ?? null ) ? $field['type'] : '';
				$fields[ (int) $field['id'] ] = [
					'type'       => $type,
					'input_type' => is_string( $field['inputType'] ?? null ) && '' !== $field['inputType'] ? $field['inputType'] : $type,
					'required'   => ! empty( $field['isRequired'] ),
				];
			}
		}
		return $fields;
	}

	/**
	 * Entries of these forms since then, in any status. Only the newest of each form are looked at.
	 *
	 * @param list<int> $form_ids
	 * @throws DatabaseError When the entries cannot be read.
	 */
	public function entries_since( array $form_ids, int $since_ms ): Count {
		$total = new Count( 0 );
		foreach ( $form_ids as $form_id ) {
			$found = (int) $this->db->value(
				'SELECT COUNT(*) FROM (SELECT date_created FROM %i WHERE form_id = %d ORDER BY id DESC LIMIT %d) newest WHERE date_created >= %s',
				[ $this->db->foreign( 'gf_entry' ), $form_id, self::MAX_ENTRIES + 1, Time::to_gmt( $since_ms ) ]
			);
			$total = $total->plus( Count::up_to( $found, self::MAX_ENTRIES ) );
		}
		return $total;
	}

	/**
	 * That an entry is there, of which form, since when and in which folder; nothing of what somebody typed.
	 *
	 * @return array{form_id: int, state: 'active'|'spam'|'trash'|'other', at: int|null}|null
	 * @throws DatabaseError When the entries cannot be read.
	 */
	public function entry( int $entry_id ): ?array {
		$row = $this->db->row( 'SELECT form_id, date_created, status FROM %i WHERE id = %d', [ $this->db->foreign( 'gf_entry' ), $entry_id ] );
		return null === $row ? null : [
			'form_id' => (int) $row['form_id'],
			'state'   => match ( (string) $row['status'] ) {
				'active' => 'active',
				'spam' => 'spam',
				'trash' => 'trash',
				default => 'other',
			},
			'at'      => Time::from_gmt( $row['date_created'] ),
		];
	}

	private function look(): Presence {
		if ( ! class_exists( 'GFForms', false ) && ! class_exists( 'GFAPI', false ) ) {
			return Presence::absent( __( 'Gravity Forms is not loaded on this site.', 'smartalloc-ops' ) );
		}
		$version = class_exists( 'GFForms', false ) && property_exists( 'GFForms', 'version' ) ? (string) \GFForms::$version : '';
		foreach ( [ 'get_form', 'get_entry', 'submit_form' ] as $method ) {
			if ( ! method_exists( 'GFAPI', $method ) ) {
				/* translators: %s: name of a PHP method. */
				return Presence::broken( sprintf( __( 'Gravity Forms is loaded, but its %s is missing.', 'smartalloc-ops' ), "GFAPI::$method" ), $version );
			}
		}
		try {
			$this->db->rows( 'SELECT id, title, is_active, is_trash FROM %i WHERE id = 0', [ $this->forms_table() ] );
		} catch ( DatabaseError ) {
			return Presence::broken( __( 'The tables of Gravity Forms are missing or differ from what this console knows.', 'smartalloc-ops' ), $version );
		}
		/* translators: %s: version number. */
		return Presence::present( sprintf( __( 'Gravity Forms %s.', 'smartalloc-ops' ), $version ), $version, $this->source() );
	}

	private function source(): string {
		return PluginFolder::of( (string) ( new \ReflectionClass( 'GFAPI' ) )->getFileName() );
	}

	private function forms_table(): string {
		return $this->db->foreign( 'gf_form' );
	}
}
