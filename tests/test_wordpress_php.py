"""levelhead.php in PHP itself, with stand-ins for the functions of WordPress."""

import json
import subprocess
from typing import Any

import pytest

from tests.programs import required
from tests.running import ROOT

PLUGIN = ROOT / "integrations" / "wordpress" / "levelhead.php"
# What would break out of an attribute or a script, if anything could.
SETTINGS = {"levelhead_server": "https://a.example/\"'<b>", "levelhead_key": "</script><i>&"}

pytestmark = pytest.mark.needs("php")


def run(*arguments: str) -> str:
    done = subprocess.run(
        [required("php"), *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def call(function: str, capabilities: str = "", screen: str = "post") -> list[list[Any]]:
    """What the function did of WordPress's, each with its arguments, and what it printed."""
    stand_ins = str(ROOT / "tests" / "wordpress_functions.php")
    seen: list[list[Any]] = json.loads(
        run(stand_ins, capabilities, screen, json.dumps(SETTINGS), function)
    )
    return seen


def test_php_reads_it() -> None:
    assert run("-l", str(PLUGIN)).startswith("No syntax errors")


def test_outside_wordpress_it_does_nothing() -> None:
    assert run(str(PLUGIN)) == ""


def test_it_hooks_into_the_settings_and_the_editor_only() -> None:
    assert [hook for _, hook, _ in call("load")] == [
        "admin_menu",
        "admin_init",
        "enqueue_block_editor_assets",
    ]


def test_who_may_write_posts_gets_the_sidebar_with_its_settings() -> None:
    script, inline, printed = call("enqueue_sidebar", "edit_posts")
    assert script == ["script", "levelhead", "/plugins/sidebar.js"]
    *_, code, position = inline
    start, end = "window.levelheadService = ", ";"
    assert json.loads(code.removeprefix(start).removesuffix(end)) == {
        "server": SETTINGS["levelhead_server"],
        "key": SETTINGS["levelhead_key"],
    }
    assert ("<" in code, position, printed) == (False, "before", ["printed", ""])


@pytest.mark.parametrize(
    ("capabilities", "screen"),
    [("", "post"), ("read", "post"), ("edit_posts", "site-editor"), ("edit_posts", "widgets")],
)
def test_nobody_else_gets_address_or_key(capabilities: str, screen: str) -> None:
    assert call("enqueue_sidebar", capabilities, screen) == [["printed", ""]]


def test_settings_are_no_part_of_the_rest_api() -> None:
    assert call("register_fields")[:2] == [
        ["setting", "levelhead", "levelhead_server", False],
        ["setting", "levelhead", "levelhead_key", False],
    ]


def test_the_settings_page_escapes_what_it_shows_and_carries_a_nonce() -> None:
    ((_, page),) = call("show_page", "manage_options")
    assert 'value="https://a.example/&quot;&#039;&lt;b&gt;"' in page
    assert 'value="&lt;/script&gt;&lt;i&gt;&amp;"' in page
    assert "<fields of levelhead, with its nonce>" in page
    assert "LEVELHEAD_CORS_ORIGINS=https://blog.example:8443<" in page


def test_the_settings_page_is_for_those_who_manage_the_site() -> None:
    assert call("show_page", "edit_posts") == [["printed", ""]]
