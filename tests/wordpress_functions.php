<?php
/**
 * What levelhead.php in the folder $argv[1] uses of WordPress, for a person with the capabilities in
 * $argv[2], on the screen $argv[3], with the settings of JSON $argv[4]; prints what the function
 * $argv[5] does.
 */

define( 'ABSPATH', '/' );
list( , $folder, $capabilities, $screen, $settings, $function ) = $argv;
$seen = array();

function note( ...$what ) {
	global $seen;
	$seen[] = $what;
}
function add_action( ...$hook ) {
	note( 'action', ...$hook );
}
function current_user_can( $capability ) {
	global $capabilities;
	return in_array( $capability, explode( ',', $capabilities ), true );
}
function get_current_screen() {
	global $screen;
	return (object) array( 'base' => $screen );
}
function get_option( $name, $default ) {
	global $settings;
	return json_decode( $settings, true )[ $name ] ?? $default;
}
function plugins_url( $file ) {
	return "/plugins/$file";
}
function wp_enqueue_script( $handle, $url ) {
	note( 'script', $handle, $url );
}
function wp_add_inline_script( $handle, $script, $position ) {
	note( 'inline', $handle, $script, $position );
}
function wp_json_encode( $value, $flags ) {
	return json_encode( $value, $flags );
}
function register_setting( $group, $name, $options ) {
	note( 'setting', $group, $name, $options['show_in_rest'] );
}
function settings_fields( $group ) {
	echo "<fields of $group, with its nonce>";
}
function submit_button() {
	echo '<button>';
}
function admin_url() {
	return 'https://blog.example:8443/wp-admin/';
}
function wp_parse_url( $url ) {
	return parse_url( $url );
}
function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}

require "$folder/levelhead.php";
if ( 'load' !== $function ) {
	$seen = array();
	ob_start();
	call_user_func( "Levelhead\\$function" );
	note( 'printed', ob_get_clean() );
}
echo json_encode( $seen );
