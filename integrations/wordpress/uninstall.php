<?php
/**
 * Run by WordPress when somebody deletes the plugin: its settings, the key among them, go with it.
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'levelhead_server' );
delete_option( 'levelhead_key' );
