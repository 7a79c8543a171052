<?php
/**
 * Plugin Name:       levelhead
 * Description:       Lists hedging and sensational wording of an article in a sidebar of the block editor.
 * Version:           0.1.0
 * Requires at least: 6.2
 * Requires PHP:      7.4
 * License:           MIT
 *
 * The service and its profile are set here and passed to the sidebar; the editor's browser sends
 * the requests. This file itself sends nothing. `make wordpress` copies the service's levelhead.js
 * to this folder.
 */

namespace Levelhead;

defined( 'ABSPATH' ) || exit;

const PAGE    = 'levelhead';
const SERVER  = 'levelhead_server';
const KEY     = 'levelhead_key';
const PROFILE = 'levelhead_profile';

add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_init', __NAMESPACE__ . '\register_fields' );
add_action( 'enqueue_block_editor_assets', __NAMESPACE__ . '\enqueue_sidebar' );

/** The settings page, for those who manage the site. */
function add_page() {
	add_options_page( 'levelhead', 'levelhead', 'manage_options', PAGE, __NAMESPACE__ . '\show_page' );
}

/** WordPress's own form saves the settings, and checks nonce and capability. */
function register_fields() {
	$cleaned_by = array(
		SERVER  => __NAMESPACE__ . '\clean_server',
		KEY     => 'sanitize_text_field',
		PROFILE => 'sanitize_text_field',
	);
	foreach ( $cleaned_by as $name => $clean ) {
		$options = array(
			'type'              => 'string',
			'default'           => '',
			'show_in_rest'      => false,
			'sanitize_callback' => $clean,
		);
		register_setting( PAGE, $name, $options );
	}
}

/** An address without its last slash; empty if a browser cannot send requests to it. */
function clean_server( $given ) {
	return untrailingslashit( sanitize_url( trim( (string) $given ), array( 'http', 'https' ) ) );
}

/** Print the settings page. */
function show_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	?>
	<div class="wrap">
		<h1>levelhead</h1>
		<form action="options.php" method="post">
			<?php settings_fields( PAGE ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="levelhead-server">Address of the service</label></th>
					<td>
						<input id="levelhead-server" class="regular-text" type="url" required
							name="<?php echo esc_attr( SERVER ); ?>"
							value="<?php echo esc_attr( get_option( SERVER, '' ) ); ?>">
						<p class="description">
							The service must allow this site:
							<code>LEVELHEAD_CORS_ORIGINS=<?php echo esc_html( own_origin() ); ?></code>
						</p>
					</td>
				</tr>
				<tr>
					<th scope="row"><label for="levelhead-key">API key, if the service needs one</label></th>
					<td>
						<input id="levelhead-key" class="regular-text" type="password" autocomplete="off"
							name="<?php echo esc_attr( KEY ); ?>"
							value="<?php echo esc_attr( get_option( KEY, '' ) ); ?>">
						<p class="description">Every user who may write posts here can read this key in the browser.</p>
					</td>
				</tr>
				<tr>
					<th scope="row"><label for="levelhead-profile">Profile, if you use one</label></th>
					<td>
						<input id="levelhead-profile" class="regular-text" type="text" autocomplete="off"
							name="<?php echo esc_attr( PROFILE ); ?>"
							value="<?php echo esc_attr( get_option( PROFILE, '' ) ); ?>">
						<p class="description">
							The name of your house rules at the service, which lists them at <code>/profiles</code>.
							Without a name, the profile of the key is used, if it has one.
						</p>
					</td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}

/** The origin of the pages on which the editor runs. */
function own_origin() {
	$parts = wp_parse_url( admin_url() );
	$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
	return $parts['scheme'] . '://' . $parts['host'] . $port;
}

/** The sidebar, with the settings: in the editor of posts, for those who may write them. */
function enqueue_sidebar() {
	$screen = get_current_screen();
	if ( ! $screen || 'post' !== $screen->base || ! current_user_can( 'edit_posts' ) ) {
		return;
	}
	$needs = array(
		'levelhead'         => array(),
		'levelhead-article' => array( 'wp-block-editor', 'wp-blocks', 'wp-data', 'wp-dom', 'wp-editor', 'wp-rich-text' ),
		'levelhead-sidebar' => array( 'levelhead', 'levelhead-article', 'wp-components', 'wp-edit-post', 'wp-element', 'wp-plugins' ),
	);
	foreach ( $needs as $handle => $needed ) {
		$file = str_replace( 'levelhead-', '', $handle ) . '.js';
		wp_enqueue_script( $handle, plugins_url( $file, __FILE__ ), $needed, (string) filemtime( __DIR__ . "/$file" ), true );
	}
	$service = array(
		'server'  => get_option( SERVER, '' ),
		'key'     => get_option( KEY, '' ),
		'profile' => get_option( PROFILE, '' ),
	);
	// Escaped for a script element: nothing in a setting can end it.
	$json = wp_json_encode( $service, JSON_HEX_TAG | JSON_HEX_AMP );
	wp_add_inline_script( 'levelhead-sidebar', "window.levelheadService = $json;", 'before' );
}
