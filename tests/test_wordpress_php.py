"""levelhead.php in PHP itself, with stubs for the functions of WordPress."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.programs import required
from tests.helpers.running import ROOT

PLUGIN = ROOT / "integrations" / "wordpress" / "levelhead.php"
UNINSTALL = PLUGIN.with_name("uninstall.php")
# What would break out of an attribute or a script, if anything could.
SETTINGS = {
    "levelhead_server": "https://a.example/\"'<b>",
    "levelhead_key": "</script><i>&",
    "levelhead_profile": 'northern"<b>',
}

Call = Callable[..., list[list[Any]]]

pytestmark = pytest.mark.needs("php")


def run(*arguments: str) -> str:
    done = subprocess.run(
        [required("php"), *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin as people build it."""
    built = tmp_path_factory.mktemp("plugin")
    subprocess.run(["make", "--silent", "wordpress", f"WORDPRESS={built}"], cwd=ROOT, check=True)
    return built


@pytest.fixture
def call(plugin: Path) -> Call:
    """Calls a function; returns what it did of WordPress's, with arguments, and what it printed."""
    stubs = str(ROOT / "tests" / "wordpress_functions.php")

    def called(function: str, capabilities: str = "", screen: str = "post") -> list[list[Any]]:
        arguments = (str(plugin), capabilities, screen, json.dumps(SETTINGS), function)
        seen: list[list[Any]] = json.loads(run(stubs, *arguments))
        return seen

    return called


def test_php_reads_it() -> None:
    assert run("-l", str(PLUGIN)).startswith("No syntax errors")


@pytest.mark.parametrize("file", [PLUGIN, UNINSTALL], ids=lambda file: file.name)
def test_outside_wordpress_it_does_nothing(file: Path) -> None:
    assert run(str(file)) == ""


def test_it_hooks_into_the_settings_and_the_editor_only(call: Call) -> None:
    assert [hook for _, hook, _ in call("load")] == [
        "admin_menu",
        "admin_init",
        "enqueue_block_editor_assets",
    ]


def test_who_may_write_posts_gets_the_sidebar_with_its_settings(call: Call) -> None:
    *scripts, inline, printed = call("enqueue_sidebar", "edit_posts")
    assert scripts == [
        ["script", "levelhead", "/plugins/levelhead.js"],
        ["script", "levelhead-article", "/plugins/article.js"],
        ["script", "levelhead-sidebar", "/plugins/sidebar.js"],
    ]
    *_, code, position = inline
    start, end = "window.levelheadService = ", ";"
    assert json.loads(code.removeprefix(start).removesuffix(end)) == {
        "server": SETTINGS["levelhead_server"],
        "key": SETTINGS["levelhead_key"],
        "profile": SETTINGS["levelhead_profile"],
    }
    assert ("<" in code, position, printed) == (False, "before", ["printed", ""])


@pytest.mark.parametrize(
    ("capabilities", "screen"),
    [("", "post"), ("read", "post"), ("edit_posts", "site-editor"), ("edit_posts", "widgets")],
)
def test_nobody_else_gets_address_or_key(capabilities: str, screen: str, call: Call) -> None:
    assert call("enqueue_sidebar", capabilities, screen) == [["printed", ""]]


def test_settings_are_no_part_of_the_rest_api(call: Call) -> None:
    assert call("register_fields")[:-1] == [
        ["setting", "levelhead", "levelhead_server", False],
        ["setting", "levelhead", "levelhead_key", False],
        ["setting", "levelhead", "levelhead_profile", False],
    ]


def test_the_settings_page_escapes_what_it_shows_and_carries_a_nonce(call: Call) -> None:
    ((_, page),) = call("show_page", "manage_options")
    assert 'value="https://a.example/&quot;&#039;&lt;b&gt;"' in page
    assert 'value="&lt;/script&gt;&lt;i&gt;&amp;"' in page
    assert 'value="northern&quot;&lt;b&gt;"' in page
    assert "<fields of levelhead, with its nonce>" in page
    assert "LEVELHEAD_CORS_ORIGINS=https://blog.example:8443<" in page


def test_the_settings_page_is_for_those_who_manage_the_site(call: Call) -> None:
    assert call("show_page", "edit_posts") == [["printed", ""]]
