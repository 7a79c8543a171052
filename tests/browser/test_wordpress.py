"""The plugin in WordPress's own block editor, against a real server.

Starting a WordPress takes longer than all that is tried in it, so each has one test.
"""

import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.blog import Blog
from tests.browser.conftest import PATIENCE_MS
from tests.helpers.running import ROOT, free_port, running
from tests.tried import Note
from tests.wordpress import builds
from tests.wordpress import site as wordpress

pytestmark = [pytest.mark.needs("php"), pytest.mark.needs("php-sqlite3"), pytest.mark.needs("npm")]

KEY, OLD_KEY = "desk-" + "k" * 32, "old-" + "k" * 32
KEYS = f"""[desk]
sha256 = "{sha256(KEY.encode()).hexdigest()}"
[old]
sha256 = "{sha256(OLD_KEY.encode()).hexdigest()}"
expires = 2026-01-01T00:00:00Z
"""

PARAGRAPH = "core/paragraph"
NOTE = '<sup data-fn="a1" class="fn"><a href="#a1">1</a></sup>'
LONG = "The council met on Monday and talked about it. " * 60
WORD = "dyed-in-the-wool"
PATTERN = "<!-- wp:paragraph --><p>The dyed-in-the-wool pattern is new.</p><!-- /wp:paragraph -->"
TITLE = "Smith & Sons slams “AT&amp;T” <b>plan</b>"
REPLACE = "Replace with “criticises”"


def article(pattern: int) -> list[Any]:
    """Something in every kind of text that a block can have."""
    return [
        [
            PARAGRAPH,
            {"content": f"A <b>{WORD}</b>{NOTE} plan 😀 &amp; it <em>may</em> fail. Perhaps."},
        ],
        ["core/heading", {"content": "Mayor <em>sl</em>ams it"}],
        ["core/list", {}, [["core/list-item", {"content": "A bonkers item"}]]],
        ["core/quote", {"citation": "A shambolic mayor"}, [[PARAGRAPH, {"content": "He may go."}]]],
        ["core/pullquote", {"value": "Utterly daft", "citation": "The bonkers mayor"}],
        [PARAGRAPH, {"content": f"{LONG}Smith <a href='#'>slams</a> it. {LONG}It is shambolic."}],
        ["core/preformatted", {"content": "He slams\nit &amp; goes."}],
        ["core/verse", {"content": "A bonkers\nverse"}],
        [
            "core/details",
            {"summary": "A shambolic summary"},
            [[PARAGRAPH, {"content": "Reportedly new."}]],
        ],
        ["core/audio", {"src": "x.mp3", "caption": "A bonkers sound"}],
        ["core/video", {"src": "x.mp4", "caption": "A bonkers film"}],
        [
            "core/gallery",
            {"caption": "A bonkers gallery"},
            [["core/image", {"url": "data:,", "caption": "A bonkers picture"}]],
        ],
        ["core/embed", {"url": "https://x.example/", "caption": "A bonkers embed"}],
        [
            "core/table",
            {
                "body": [{"cells": [{"content": "He slams it.", "tag": "td"}] * 2}],
                "caption": "A bonkers table",
            },
        ],
        ["core/buttons", {}, [["core/button", {"text": "The bonkers plan"}]]],
        ["core/block", {"ref": pattern}],
        ["core/code", {"content": "bonkers()"}],
        ["core/html", {"content": "<p>bonkers</p>"}],
        [PARAGRAPH, {"content": "It is utterly daft. <img src=x onerror='window.ran = true'>"}],
    ]


MARKS = [
    ("Smith & Sons slams “AT&T” plan", ["slams"]),
    ("A dyed-in-the-wool plan 😀 & it may fail. Perhaps.", ["dyed-in-the-wool", "may", "Perhaps"]),
    ("Mayor slams it", ["slams"]),
    ("A bonkers item", ["bonkers"]),
    ("He may go.", ["may"]),
    ("A shambolic mayor", ["shambolic"]),
    ("Utterly daft", ["Utterly", "daft"]),
    ("The bonkers mayor", ["bonkers"]),
    (f"{LONG[:60]}…", ["slams", "shambolic"]),
    ("He slams\nit & goes.", ["slams"]),
    ("A bonkers\nverse", ["bonkers"]),
    ("A shambolic summary", ["shambolic"]),  # details came with 6.3
    ("Reportedly new.", ["Reportedly"]),
    ("A bonkers sound", ["bonkers"]),
    ("A bonkers film", ["bonkers"]),
    ("A bonkers picture", ["bonkers"]),
    ("A bonkers gallery", ["bonkers"]),
    ("A bonkers embed", ["bonkers"]),
    ("He slams it.", ["slams"]),
    ("He slams it.", ["slams"]),
    ("A bonkers table", ["bonkers"]),
    ("The bonkers plan", ["bonkers"]),
    ("The dyed-in-the-wool pattern is new.", ["dyed-in-the-wool"]),
    ("It is utterly daft. ", ["utterly", "daft"]),
]
NEW = {"A shambolic summary", "Reportedly new."}


def marks_of(blog: Blog) -> list[tuple[str, list[str]]]:
    return [mark for mark in MARKS if blog.site.version >= "6.3" or mark[0] not in NEW]


def all_texts_are_read_as_readers_see_them(blog: Blog) -> None:
    # The editor fetches patterns after the article.
    expect(blog.panel().locator("section")).to_have_count(len(marks_of(blog)))
    assert blog.marks() == marks_of(blog)
    assert [b["role"] for b in blog.asked[-1]["blocks"][:7]] == [
        *("headline", "body", "headline", "body", "blockquote", "caption", "blockquote")
    ]
    assert "1" not in blog.asked[-1]["blocks"][1]["text"]  # the number of the footnote
    assert blog.page.evaluate("window.ran") is None


def a_mark_is_shown_wherever_it_is(blog: Blog) -> None:
    places = [(word, text) for text, words in marks_of(blog) for word in words]
    for nth, (word, text) in enumerate(places):
        if text != "A bonkers embed":  # could not be fetched, so its caption is not shown
            assert blog.show(nth) == (word, True, True), text
    blog.show(2)
    assert blog.show(3) == ("Perhaps", True, True)  # in the block that is selected already


def nothing_of_the_sidebar_is_in_capitals(blog: Blog) -> None:
    shouted = """[...document.querySelectorAll(".levelhead, .levelhead *")].filter((each) =>
      getComputedStyle(each).textTransform !== "none").length"""
    assert blog.page.evaluate(shouted) == 0


def suggestions_change_the_word_alone_and_are_undone_one_by_one(blog: Blog) -> None:
    steps = [
        # the text, what is pressed, and what becomes what in the article as it is saved
        ("Smith & Sons slams", REPLACE, "Sons slams “", "Sons criticises “"),
        (
            "A dyed-in-the-wool plan",
            "Delete",
            f"A <b>dyed-in-the-wool</b>{NOTE} plan",
            f"A{NOTE} plan",
        ),
        ("Mayor slams", REPLACE, "<em>sl</em>ams", "<em>criticise</em>s"),
        (LONG[:40], REPLACE, ">slams</a>", ">criticises</a>"),
        ("He slams\nit", REPLACE, ">He slams", ">He criticises"),
        ("It is utterly", "Delete", "is utterly daft", "is daft"),
        ("He slams it.", REPLACE, "<td>He slams", "<td>He criticises"),
    ]
    blog.settled()
    before = [blog.saved()]
    for text, label, old, new in steps:
        assert before[-1].count(old) >= 1, text
        blog.press(text, label)
        blog.settled()
        before.append(blog.saved())
        assert before[-1] == before[-2].replace(old, new, 1), text
    for nth, state in enumerate(reversed(before[:-1])):
        if nth % 2:
            blog.page.evaluate("wp.data.dispatch('core/editor').undo()")
        else:
            blog.panel().get_by_role("button", name="Undo").click()
        assert blog.saved() == state
        blog.settled()
    if blog.site.version >= "6.3":  # in 6.2 nothing redoes a title between other edits
        blog.page.evaluate("wp.data.dispatch('core/editor').redo()")
        assert blog.saved() == before[1]
        blog.page.evaluate("wp.data.dispatch('core/editor').undo()")


def what_is_typed_is_a_step_of_its_own(blog: Blog) -> None:
    blog.settled()
    start = blog.saved()
    blog.show(2)
    blog.page.keyboard.type("can")
    typed = blog.saved()
    assert typed == start.replace("<em>may</em>", "<em>can</em>", 1)
    blog.settled()
    blog.press("A dyed-in-the-wool plan", "Delete")
    assert blog.saved() == typed.replace(" <b>dyed-in-the-wool</b>", "", 1)
    blog.page.evaluate("wp.data.dispatch('core/editor').undo()")
    assert blog.saved() == typed
    blog.page.evaluate("wp.data.dispatch('core/editor').undo()")
    assert blog.saved() == start


def what_is_edited_elsewhere_cannot_be_changed_here(blog: Blog) -> None:
    blog.settled()
    buttons = blog.text("The dyed-in-the-wool pattern").locator("li button").all_inner_texts()
    # Until 6.6, patterns were edited in the article.
    edits = [] if blog.site.version >= "6.6" else ["Delete"]
    assert buttons == ["dyed-in-the-wool", *edits, "Dismiss"]


def a_busy_service_is_asked_again_and_what_was_found_stays(blog: Blog) -> None:
    times = 0

    def busy(route: Route) -> None:
        nonlocal times
        times += 1
        if times > 1:
            route.fallback()
            return
        allow = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
        route.fulfill(status=429, headers={"Retry-After": "1", **allow}, body="{}")

    asked = len(blog.asked)
    blog.page.route("**/analyze", busy)
    blog.rename("A")
    blog.rename("A plan")
    expect(blog.message()).to_have_text("levelhead has received too many requests.")
    expect(blog.panel().locator("section")).to_have_count(len(marks_of(blog)))
    expect(blog.message()).to_have_text("")
    expect(blog.panel().locator("section")).to_have_count(len(marks_of(blog)) - 1)
    blog.page.unroute("**/analyze", busy)
    blog.rename(TITLE)
    assert (times, len(blog.asked) - asked) == (2, 2)  # and nothing about the title in between


def dismissals_are_remembered_and_taken_back(blog: Blog) -> None:
    plan = [PARAGRAPH, {"content": "The bonkers plan is daft."}]
    rain = [PARAGRAPH, {"content": "It rained."}]
    sent = "The bonkers plan is daft."
    blog.write("Plan", [plan])
    assert blog.marks() == [(sent, ["bonkers", "daft"])]
    blog.dismiss("bonkers")
    expect(blog.fold()).to_be_focused()
    blog.write("Another plan", [rain, plan, rain])  # a new page, and an edit above it
    assert blog.marks() == [(sent, ["daft"])]
    blog.dismiss("daft")
    assert blog.marks() == []
    expect(blog.panel().get_by_text("Nothing found.")).to_have_count(0)
    expect(blog.fold()).to_have_text("Dismissed: 2")
    blog.fold().click()
    blog.panel().get_by_role("button", name="Mark again: “bonkers”").click()
    assert blog.marks() == [(sent, ["bonkers"])]
    # As if another tab had forgotten everything.
    blog.page.evaluate("localStorage.clear()")
    blog.page.evaluate("dispatchEvent(new StorageEvent('storage'))")
    expect(blog.fold()).to_have_count(0)
    assert blog.marks() == [(sent, ["bonkers", "daft"])]


def the_profile_goes_with_every_request(blog: Blog) -> None:
    use = "name => Object.assign(levelheadService, { profile: name })"
    blog.page.evaluate(use, "northern")
    blog.rename("A plan")
    assert blog.marks() == [("The bonkers plan is daft.", ["daft"])]
    assert blog.asked[-1]["profile"] == "northern"
    blog.page.evaluate(use, "southern")
    blog.rename("A new plan")
    expect(blog.message()).to_have_text("levelhead has no profile of this name.")
    blog.page.evaluate(use, "")
    blog.rename("The plan")
    expect(blog.message()).to_have_text("")
    assert "profile" not in blog.asked[-1]


def what_is_wrong_is_said(blog: Blog, service: str, closed: str) -> None:
    site = blog.site.url
    down = f"http://127.0.0.1:{free_port()}"
    for nth, (server, key, message) in enumerate(
        [
            (
                closed,
                "",
                f"levelhead does not allow this page. Add {site} to LEVELHEAD_CORS_ORIGINS.",
            ),
            (down, "", "levelhead cannot be reached."),
            (
                f"{service}/v2",
                KEY,
                "There is no levelhead at this address. Leave out /v2 at its end.",
            ),
            (
                f"{service}/analyze",
                KEY,
                "There is no levelhead at this address. Leave out /analyze at its end.",
            ),
            (site, "", "There is no levelhead at this address."),
            (service, "", "levelhead needs an API key."),
            (service, "wrong", "levelhead does not know this API key."),
            (service, OLD_KEY, "This API key for levelhead has expired."),
            (service, KEY, ""),
        ]
    ):
        blog.page.evaluate(
            "given => Object.assign(levelheadService, given)", {"server": server, "key": key}
        )
        blog.rename(f"Title {nth}")
        expect(blog.message()).to_have_text(message)


def the_settings_are_cleaned_and_go_with_the_plugin(blog: Blog) -> None:
    site, page = blog.site, blog.page
    names = ", ".join(f"get_option( 'levelhead_{name}' )" for name in ("server", "key", "profile"))
    options = f"$answer = array( {names} );"
    page.goto(f"{site.url}/wp-admin/options-general.php?page=levelhead")
    page.get_by_label("Address of the service").fill(" https://levelhead.example/a/ ")
    page.get_by_label("Key").fill("desk & <more>")
    page.get_by_label("Profile").fill(" northern ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice-success, #setting-error-settings_updated")).to_be_visible()
    assert site.php(options)[::2] == ["https://levelhead.example/a", "northern"]
    expect(page.locator("code").first).to_have_text(f"LEVELHEAD_CORS_ORIGINS={site.url}")
    plugin = "'levelhead/levelhead.php'"
    uninstall = f"deactivate_plugins( {plugin} ); uninstall_plugin( {plugin} );"
    assert site.php(f"{uninstall} {options}") == [False] * 3
    assert site.faults() == []


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.toml"
    path.write_text(KEYS, "utf-8")
    return path


@pytest.fixture(params=builds.names())
def blog(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser, keys: Path
) -> Iterator[tuple[Blog, str]]:
    """An editor with the article, and the service that its site is set up with."""
    url = wordpress.free_url()
    settings = {
        "LEVELHEAD_CORS_ORIGINS": url,
        "LEVELHEAD_API_KEYS_FILE": str(keys),
        "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles"),
    }
    with running(settings=settings, output=subprocess.DEVNULL) as service:
        options = {"levelhead_server": service, "levelhead_key": KEY}
        with wordpress.running(request.param, tmp_path / "blog", url, options) as site:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.set_default_timeout(PATIENCE_MS)
            made = Blog(context, site)
            post = {"post_type": "wp_block", "post_status": "publish", "post_content": PATTERN}
            made.write(TITLE, article(site.php("$answer = wp_insert_post( $given );", post)))
            yield made, service
            context.close()


CHECKS: dict[str, Callable[[Blog], None]] = {
    "all texts are read": all_texts_are_read_as_readers_see_them,
    "a click shows each mark": a_mark_is_shown_wherever_it_is,
    "nothing in capitals": nothing_of_the_sidebar_is_in_capitals,
    "synced patterns": what_is_edited_elsewhere_cannot_be_changed_here,
    "busy service": a_busy_service_is_asked_again_and_what_was_found_stays,
    "apply and undo": suggestions_change_the_word_alone_and_are_undone_one_by_one,
    "typing between edits": what_is_typed_is_a_step_of_its_own,
    "dismissals": dismissals_are_remembered_and_taken_back,
    "profile": the_profile_goes_with_every_request,
}
MESSAGES, SETTINGS = "says what is wrong", "settings go with the plugin"


def test_the_sidebar_in_wordpress(
    blog: tuple[Blog, str], server: str, subtests: pytest.Subtests, tried: Note
) -> None:
    editor, service = blog
    for name, check in CHECKS.items():
        with subtests.test(name):
            check(editor)
    with subtests.test(MESSAGES):
        what_is_wrong_is_said(editor, service, server)
    with subtests.test(SETTINGS):
        the_settings_are_cleaned_and_go_with_the_plugin(editor)
    assert editor.faults == []
    release = ".".join(editor.site.version.split(".")[:2]).partition("-")[0]
    for name in (*CHECKS, MESSAGES, SETTINGS):
        tried("WordPress plugin", f"WordPress {release}", editor.site.version, name)
