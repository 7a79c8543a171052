"""A WordPress of our own, served by PHP itself, with the plugin as people build and install it."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.helpers.programs import required
from tests.helpers.running import ROOT, free_port, wait
from tests.wordpress import builds

CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
$table_prefix = 'wp_';
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $of ) {
	define( "{$of}_KEY", $of );
	define( "{$of}_SALT", $of );
}
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_LOG', __DIR__ . '/debug.log' );
define( 'WP_DEBUG_DISPLAY', false );
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
"""
# Run in WordPress: `$given` is what a test gives, what `$answer` is then goes back to it.
RUN = """
$_SERVER['HTTP_HOST'] = 'localhost';
list( , $folder, $given ) = $argv;
$given  = json_decode( $given, true );
$answer = null;
%s
fwrite( STDOUT, "\\n" . json_encode( $answer ) );
"""
LOADED = "require \"$folder/wp-load.php\"; require_once ABSPATH . 'wp-admin/includes/plugin.php';"
INSTALL = """
define( 'WP_INSTALLING', true );
require "$folder/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Blog', 'admin', 'admin@blog.example', false, '', 'password' );
update_option( 'siteurl', $given['url'] );
update_option( 'home', $given['url'] );
update_option( 'show_avatars', 0 ); // they are fetched from somewhere else
foreach ( $given['options'] as $name => $value ) {
	update_option( $name, $value );
}
update_option( 'active_plugins', array( 'levelhead/levelhead.php' ) );
$answer = $wp_version;
"""


class Site(NamedTuple):
    """A blog with an administrator: admin, password."""

    url: str
    folder: Path
    version: str

    def php(self, code: str, given: object = None) -> Any:
        """What `$answer` is after code that is run in this WordPress with `$given`."""
        return _php(self.folder, f"{LOADED}\n{code}", given)

    def faults(self) -> list[str]:
        """The warnings and errors of PHP that name the plugin."""
        log = self.folder / "debug.log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [line for line in lines if "levelhead" in line]


@contextmanager
def running(name: str, folder: Path, url: str, options: dict[str, str]) -> Iterator[Site]:
    """Install a WordPress of tests.wordpress.builds at an address and serve it until the end."""
    builds.copy(name, folder)
    plugin = folder / "wp-content" / "plugins" / "levelhead"
    subprocess.run(["make", "--silent", "wordpress", f"WORDPRESS={plugin}"], cwd=ROOT, check=True)
    (folder / "wp-config.php").write_text(CONFIG, "utf-8")
    (folder / "wp-content" / "database" / ".ht.sqlite").unlink(missing_ok=True)
    version = _php(folder, INSTALL, {"url": url, "options": options})
    address = url.removeprefix("http://")
    command = [required("php"), "-d", "opcache.enable_cli=1", "-S", address, "-t", str(folder)]
    # Else one request would wait for another; the editor sends several at once.
    env = os.environ | {"PHP_CLI_SERVER_WORKERS": "3"}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    ) as server:
        try:
            wait(server, f"{url}/wp-includes/version.php")
            yield Site(url, folder, version)
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def free_url() -> str:
    """An address for a site: the service has to know it before the site is there."""
    return f"http://localhost:{free_port()}"


def _php(folder: Path, code: str, given: object) -> Any:
    command = [required("php"), "-d", "display_errors=stderr", "-r", RUN % code]
    done = subprocess.run(
        [*command, str(folder), json.dumps(given)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.rpartition("\n")[2])
