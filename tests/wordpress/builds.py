"""WordPress to try the plugin in: an old and a newer release, and any that somebody has unpacked.

The releases are those of an npm package, which holds WordPress without what it serves as it is in
an archive, these files next to it, and the plugin that keeps its data in SQLite. Installing the
package would unpack six releases and take half a minute, so its archive is fetched alone.
"""

import base64
import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.programs import required
from tests.helpers.running import ROOT

PACKAGE = "@wp-playground/wordpress-builds@0.9.19"
SHA512 = "dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw=="
# The package's names of WordPress 6.2.6, the oldest that the plugin is for, and of 6.6-RC3.
RELEASES = ("6.2", "beta")
UNPACKED = ROOT / "build" / "wordpress-builds"
# Folders of other WordPresses, such as the one of a download from wordpress.org.
MORE = os.environ.get("LEVELHEAD_TEST_WORDPRESS", "")


def names() -> list[str]:
    """What there is to try: names of releases, and paths of folders."""
    return [*RELEASES, *filter(None, MORE.split(os.pathsep))]


def copy(name: str, folder: Path) -> None:
    """Put a WordPress into a new folder, with SQLite's plugin; fetch both if need be."""
    _fetch()
    served, archives = UNPACKED / "public", UNPACKED / "src"
    if name in RELEASES:
        shutil.copytree(served / f"wp-{name}", folder)
        _unzip(archives / "wordpress" / f"wp-{name}.zip", folder)
    else:
        shutil.copytree(name, folder)
        # Debian, for one, packages themes apart, and without one there is no editor.
        themes = Path("wp-content", "themes")
        shutil.copytree(served / "wp-beta" / themes, folder / themes, dirs_exist_ok=True)
        archive = archives / "wordpress" / "wp-beta.zip"
        _unzip(archive, folder, str(themes))
    content = folder / "wp-content"
    _unzip(archives / "sqlite-database-integration" / "sqlite-database-integration.zip", content)
    plugin = content / "sqlite-database-integration-main"
    drop_in = (plugin / "db.copy").read_text("utf-8")
    path = "{SQLITE_IMPLEMENTATION_FOLDER_PATH}"
    (content / "db.php").write_text(drop_in.replace(path, str(plugin)), "utf-8")


def _unzip(archive: Path, folder: Path, within: str = "") -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder, [n for n in opened.namelist() if n.startswith(within)])


def _fetch() -> None:
    with _locked(UNPACKED.with_suffix(".lock")):
        if UNPACKED.exists():
            return
        folder = UNPACKED.with_suffix(".new")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = [required("npm"), "pack", "--silent", PACKAGE]
        name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        archive = folder / name.stdout.strip()
        digest = hashlib.sha512(archive.read_bytes()).digest()
        assert base64.b64encode(digest).decode() == SHA512, "not the package that was reviewed"
        wanted = [
            "src/sqlite-database-integration",
            *(f"public/wp-{name}" for name in RELEASES),
            *(f"src/wordpress/wp-{name}.zip" for name in RELEASES),
        ]
        members = [f"package/{path}" for path in wanted]
        subprocess.run(["tar", "xzf", archive.name, *members], cwd=folder, check=True)
        (folder / "package").rename(UNPACKED)
        shutil.rmtree(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
