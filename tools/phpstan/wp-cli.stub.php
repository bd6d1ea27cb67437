<?php
/**
 * Signatures of the parts of WP-CLI that the commands use, for static analysis only: no stubs package of it is to be had.
 *
 * @package SmartAllocOps
 */

// phpcs:ignoreFile

namespace {
	class WP_CLI {
		/**
		 * @param callable|object|class-string $callable
		 * @param array<string, mixed>         $args
		 */
		public static function add_command( string $name, $callable, array $args = [] ): bool {}

		public static function add_hook( string $when, callable $callback ): void {}

		/**
		 * @param list<string>         $args
		 * @param array<string, mixed> $assoc_args
		 */
		public static function run_command( array $args, array $assoc_args = [] ): void {}

		public static function log( string $message ): void {}

		public static function line( string $message = '' ): void {}

		/** @param string|false $group */
		public static function debug( string $message, $group = false ): void {}

		public static function success( string $message ): void {}

		public static function warning( string|\WP_Error|\Throwable $message ): void {}

		/**
		 * @param bool|int $exit
		 * @phpstan-return ($exit is false ? void : never)
		 */
		public static function error( string|\WP_Error|\Throwable $message, $exit = true ): void {}

		/** @return never */
		public static function halt( int $return_code ): void {}

		/** @param array<string, mixed> $assoc_args */
		public static function confirm( string $question, array $assoc_args = [] ): void {}

		public static function colorize( string $string ): string {}

		/** @param array<string, mixed> $options */
		public static function runcommand( string $command, array $options = [] ): mixed {}

		public static function get_config( ?string $key = null ): mixed {}

		public static function get_runner(): \WP_CLI\Runner {}

		/** @param array<string, mixed> $assoc_args */
		public static function print_value( mixed $value, array $assoc_args = [] ): void {}
	}

	abstract class WP_CLI_Command {}
}

namespace WP_CLI {
	/**
	 * @property-read list<string>         $arguments
	 * @property-read array<string, mixed> $assoc_args
	 */
	class Runner {}

	class ExitException extends \Exception {}

	class Formatter {
		/**
		 * @param array<string, mixed> $assoc_args
		 * @param list<string>|null    $fields
		 */
		public function __construct( array &$assoc_args, ?array $fields = null, string|bool $prefix = false ) {}

		/** @param iterable<array<string, mixed>|object> $items */
		public function display_items( iterable $items, bool|array $ascii_pre_colorized = false ): void {}

		/** @param array<string, mixed>|object $item */
		public function display_item( array|object $item, bool|array $ascii_pre_colorized = false ): void {}
	}
}

namespace WP_CLI\Dispatcher {
	class CommandNamespace {}
}

namespace WP_CLI\Utils {
	/**
	 * @param iterable<array<string, mixed>|object> $items
	 * @param list<string>|string                   $fields
	 */
	function format_items( string $format, iterable $items, array|string $fields ): void {}

	/**
	 * @template T
	 * @param array<string, mixed> $assoc_args
	 * @param T                    $default
	 * @return mixed|T
	 */
	function get_flag_value( array $assoc_args, string $flag, mixed $default = null ): mixed {}

	function make_progress_bar( string $message, int $count, int $interval = 100 ): \cli\progress\Bar {}
}

namespace cli\progress {
	class Bar {
		public function tick( int $increment = 1, ?string $msg = null ): void {}

		public function finish(): void {}
	}
}
