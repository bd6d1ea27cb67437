<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** By whom this site's mail leaves: a known SMTP plugin, another plugin that takes it over, or PHP's own mail(). */
final class MailTransport {
	/** Version constant by name. */
	private const PLUGINS = [
		'WPMS_PLUGIN_VER'          => 'WP Mail SMTP',
		'FLUENTMAIL_PLUGIN_VERSION' => 'FluentSMTP',
		'POST_SMTP_VER'            => 'Post SMTP',
		'EasyWPSMTP_PLUGIN_VERSION' => 'Easy WP SMTP',
	];

	/** Where a plugin can take mail over. */
	private const HOOKS = [ 'pre_wp_mail', 'phpmailer_init' ];

	/** @param string $environment As `wp_get_environment_type()` gives it. */
	public function __construct( private readonly string $environment ) {}

	public function is_production(): bool {
		return 'production' === $this->environment;
	}

	/**
	 * Present: somebody was set up to send, with the version where the plugin is a known one. Broken: an SMTP plugin is
	 * active and still hands mail to PHP. Absent: nobody is.
	 */
	public function presence(): Presence {
		foreach ( self::PLUGINS as $constant => $name ) {
			if ( ! defined( $constant ) ) {
				continue;
			}
			$version = (string) constant( $constant );
			if ( 'WPMS_PLUGIN_VER' === $constant && ! self::is_wp_mail_smtp_set_up() ) {
				/* translators: 1: name of a plugin, 2: its version. */
				return Presence::broken( sprintf( __( '%1$s %2$s is active, but no mailer is chosen in it, so mail still goes to PHP\'s mail().', 'smartalloc-ops' ), $name, $version ), $version, $name );
			}
			/* translators: 1: name of a plugin, 2: its version. */
			return Presence::present( sprintf( __( 'Mail leaves through %1$s %2$s.', 'smartalloc-ops' ), $name, $version ), $version, $name );
		}
		$folder = $this->taken_over_by();
		return null === $folder
			? Presence::absent( __( 'Nothing is set up to send mail: it goes to PHP\'s mail(), which many hosts drop without a word.', 'smartalloc-ops' ) )
			/* translators: %s: name of a plugin folder. */
			: Presence::present( sprintf( __( 'Mail is taken over by %s.', 'smartalloc-ops' ), '' === $folder ? __( 'code outside the plugins', 'smartalloc-ops' ) : $folder ), null, $folder );
	}

	/** Plugin folder of whoever replaces or configures WordPress's mailer, empty when it is no plugin; null when nobody does. */
	private function taken_over_by(): ?string {
		if ( function_exists( 'wp_mail' ) ) {
			$file = (string) ( new \ReflectionFunction( 'wp_mail' ) )->getFileName();
			if ( ! str_ends_with( wp_normalize_path( $file ), '/' . WPINC . '/pluggable.php' ) ) {
				return PluginFolder::of( $file );
			}
		}
		foreach ( self::HOOKS as $hook ) {
			foreach ( Callbacks::on( $hook ) as $callback ) {
				// Our own barrier refuses mail of held jobs; it sends none.
				if ( ! str_starts_with( $callback['name'], 'SmartAllocOps\\' ) ) {
					return $callback['folder'];
				}
			}
		}
		return null;
	}

	private static function is_wp_mail_smtp_set_up(): bool {
		$options = get_option( 'wp_mail_smtp' );
		$mailer  = is_array( $options ) && is_array( $options['mail'] ?? null ) ? $options['mail']['mailer'] ?? '' : '';
		$mailer  = defined( 'WPMS_MAILER' ) ? constant( 'WPMS_MAILER' ) : $mailer;
		return is_string( $mailer ) && ! in_array( $mailer, [ '', 'mail' ], true );
	}
}
