<?php
declare(strict_types=1);

namespace SmartAllocOps\Cli;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Scrubber;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** What every command does alike: lists in a format, errors with a way forward, and the exit codes. */
final class Output {
	/** 0 good (or not set up), 10 recommended, 11 critical, 12 unknown; 1 is an error of the command itself. */
	public static function exit_code( Status $status ): int {
		return match ( $status ) {
			Status::Good, Status::NotSetUp => 0,
			Status::Recommended => 10,
			Status::Critical => 11,
			Status::Unknown => 12,
		};
	}

	/**
	 * @param list<array<string, mixed>> $items
	 * @param list<string>               $fields
	 * @param array<string, mixed>       $assoc_args Takes `format`: table, json, csv or yaml.
	 */
	public static function items( array $items, array $fields, array $assoc_args ): void {
		$format = (string) ( $assoc_args['format'] ?? 'table' );
		if ( 'table' === $format || 'csv' === $format ) {
			// A dash in CSV would get a quote in front, because spreadsheets take it for a formula.
			$unknown = 'csv' === $format ? '' : '-';
			$items   = array_map( static fn ( array $item ): array => array_map( static fn ( mixed $value ): string => self::cell( $value ) ?? $unknown, $item ), $items );
		}
		\WP_CLI\Utils\format_items( $format, $items, $fields );
	}

	/**
	 * Runs the body of a command; what it throws becomes a message and exit code 1.
	 *
	 * @param callable(): void $body
	 */
	public static function guard( callable $body ): void {
		try {
			$body();
		} catch ( InvalidField $invalid ) {
			\WP_CLI::error( Scrubber::scrub( "{$invalid->field}: {$invalid->getMessage()}" ) );
		} catch ( Refused $refused ) {
			foreach ( $refused->refusals as $refusal ) {
				\WP_CLI::warning( "{$refusal->code}: {$refusal->message}" . ( null === $refusal->action ? '' : " {$refusal->action->target}" ) );
			}
			\WP_CLI::error( __( 'Refused. Nothing was changed.', 'smartalloc-ops' ) );
		} catch ( Conflict | Forbidden | NotFound $told ) {
			// Written for people; what they typed in the wrong place does not go on into the log of a script.
			\WP_CLI::error( Scrubber::scrub( $told->getMessage() ) );
		} catch ( \WP_CLI\ExitException $exit ) {
			throw $exit;
		} catch ( \Throwable $thrown ) {
			\WP_CLI::error( ( new \ReflectionClass( $thrown ) )->getShortName() . ': ' . $thrown->getMessage() );
		}
	}

	/**
	 * Asks before a change, unless --yes was given. No answer is a no, and a no is no success: WP-CLI's own question
	 * would end with code 0, and a script would believe that it was done.
	 *
	 * @param array<string, mixed> $assoc_args
	 */
	public static function confirm( string $question, array $assoc_args ): void {
		if ( true === \WP_CLI\Utils\get_flag_value( $assoc_args, 'yes', false ) ) {
			return;
		}
		fwrite( STDOUT, "$question [y/n] " );
		if ( 'y' !== strtolower( trim( (string) fgets( STDIN ) ) ) ) {
			\WP_CLI::error( __( 'Not confirmed (--yes answers for you). Nothing was changed.', 'smartalloc-ops' ) );
		}
	}

	/**
	 * A number that was typed: "abc" is none, and not 0.
	 *
	 * @throws InvalidField
	 */
	public static function whole_number( string $name, mixed $typed ): int {
		$number = filter_var( $typed, FILTER_VALIDATE_INT, [ 'options' => [ 'min_range' => 0 ] ] );
		/* translators: %s: name of a field. */
		return is_int( $number ) ? $number : throw new InvalidField( $name, sprintf( __( '%s must be a whole number.', 'smartalloc-ops' ), $name ) );
	}

	/** A cell of a table: counts as "10000+"; null is what is not known, never 0. */
	private static function cell( mixed $value ): ?string {
		return match ( true ) {
			null === $value => null,
			is_bool( $value ) => $value ? 'yes' : 'no',
			is_array( $value ) && isset( $value['value'], $value['capped'] ) => $value['value'] . ( $value['capped'] ? '+' : '' ),
			is_array( $value ) => (string) wp_json_encode( $value ),
			default => (string) $value,
		};
	}
}
