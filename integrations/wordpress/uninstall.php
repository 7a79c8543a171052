<?php
/**
 * WordPress runs this when the plugin is deleted. It deletes the settings, including the key.
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'levelhead_server' );
delete_option( 'levelhead_key' );
delete_option( 'levelhead_profile' );
