"""The browser extension, built as people build it and loaded in Chromium, against a real server."""

import json
import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import chromium
from tests.browser.conftest import PATIENCE_MS
from tests.browser.other_site import serving
from tests.helpers.running import ROOT, running

KEY = "newsroom-" + "k" * 32
# No request of the page itself would come through.
POLICY = "default-src 'none'"
CMS = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>A CMS</title>
<textarea id="area" aria-label="Article">A bonkers plan may fail.</textarea>
<div contenteditable="true"><p>It was <em>shambolic</em>, <b id="part">sources say</b>.</p></div>
<textarea id="search" role="searchbox" aria-label="Search">bonkers</textarea>
<textarea id="fixed" readonly aria-label="Old">bonkers</textarea>
</html>"""
MARKS = "[...CSS.highlights].flatMap(([, all]) => [...all]).map(String).sort()"


@pytest.fixture(scope="module")
def cms() -> Iterator[str]:
    with serving({"/": ("text/html", CMS)}, POLICY) as url:
        yield url


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make extension` builds.

    It may see the address of every tab, as pressing its button would let it: no test can press it.
    """
    built = tmp_path_factory.mktemp("extension") / "built"
    subprocess.run(["make", "--silent", "extension", f"EXTENSION={built}"], cwd=ROOT, check=True)
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    manifest["permissions"].append("tabs")
    (built / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return built


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that asks for a key, and allows no other origin."""
    keys = tmp_path_factory.mktemp("keys") / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"\n', "utf-8")
    settings = {"LEVELHEAD_API_KEYS_FILE": str(keys)}
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


def profile(folder: Path, extension: Path) -> None:
    """A profile whose owner has said yes already to all that is asked about this machine.

    The browser asks no second time; without a window, it would have nobody to ask. Permissions are
    still requested, granted, and removed.
    """
    digest = sha256(str(extension).encode()).hexdigest()[:32]
    name = digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    hosts = {"explicit_host": ["http://127.0.0.1/*", "http://localhost/*"]}
    said_yes = {"granted_permissions": hosts, "runtime_granted_permissions": hosts}
    settings = {"extensions": {"settings": {name: said_yes}}}
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(settings), "utf-8")


@pytest.fixture
def context(playwright: Playwright, extension: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser of somebody who has just installed the extension."""
    profile(tmp_path, extension)
    started = chromium.launch_with_extension(playwright, tmp_path, extension)
    started.set_default_timeout(PATIENCE_MS)
    yield started
    started.close()


@pytest.fixture
def options(context: BrowserContext) -> Page:
    """The options page, which opens by itself, in the blank tab that was there."""
    page = context.pages[0]
    page.wait_for_url("**/options.html")
    return page


def save(options: Page, server: str, key: str = "") -> None:
    options.get_by_label("Address").fill(server)
    options.get_by_label("Key").fill(key)
    options.get_by_role("button", name="Save").click()
    expect(options.get_by_role("status")).to_have_text("Saved.")


def test_the_profile_is_one_of_the_service_and_goes_with_each_request(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    offered = options.locator("#profiles option")
    expect(offered).to_have_count(3)
    values = "options => options.map(({ value, label }) => [value, label])"
    assert offered.evaluate_all(values)[1] == [
        "magazine",
        "A magazine for gardeners, which may be chatty.",
    ]
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    wait_for(page, ["bonkers", "may"])
    options.get_by_label("Profile").fill(" northern ")
    options.get_by_role("button", name="Save").click()
    expect(options.get_by_role("status")).to_have_text("Saved.")
    wait_for(page, ["may"])
    options.reload()
    expect(options.get_by_label("Profile")).to_have_value("northern")
    options.get_by_label("Profile").fill("southern")
    options.get_by_role("button", name="Save").click()
    expect(options.get_by_role("status")).to_have_text(
        "Saved, but the service has no profile of this name."
    )
    expect(page.locator("[data-levelhead-layer] .notice").first).to_have_text(
        "levelhead has no profile of this name."
    )


@pytest.mark.parametrize("answer", [None, "null", '{"profiles": 3}'])
def test_where_profiles_are_not_listed_a_name_is_typed(options: Page, answer: str | None) -> None:
    files = {"/profiles": ("application/json", answer)} if answer else {}
    with serving(files, POLICY) as other:
        options.get_by_label("Profile").fill("northern")
        save(options, other)
    expect(options.locator("#profiles option")).to_have_count(0)
    stored = "chrome.storage.local.get('profile').then(({ profile }) => profile)"
    assert options.evaluate(stored) == "northern"


def allow(options: Page, site: str) -> None:
    options.get_by_label("Add a site").fill(f"{site}/a/page")
    options.get_by_role("button", name="Allow").click()
    expect(options.get_by_role("listitem")).to_have_text(f"{site} Remove")


def wait_for(page: Page, marks: list[str]) -> None:
    """Return when exactly these are painted; the page's own policy bars Playwright's way."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while (seen := page.evaluate(MARKS)) != marks:
        assert time.monotonic() < end, seen
        page.wait_for_timeout(50)


def popup_over(context: BrowserContext, options: Page) -> Page:
    """The popup, behind the page that is in front: that tab stays the one it is about."""
    with context.expect_page() as opened:
        options.evaluate("chrome.tabs.create({ url: 'popup.html', active: false })")
    return opened.value


def granted(options: Page) -> list[str]:
    origins: list[str] = options.evaluate("chrome.permissions.getAll().then((p) => p.origins)")
    return sorted(origins)


def registered(options: Page) -> list[str]:
    matches: list[str] = options.evaluate(
        "(async () => (await chrome.scripting.getRegisteredContentScripts())"
        ".flatMap(({ matches }) => matches))()"
    )
    return matches


def test_editors_of_an_allowed_site_are_marked_once_one_works_in_them(
    context: BrowserContext, options: Page, guarded: str, cms: str
) -> None:
    save(options, f"{guarded}/", KEY)
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    wait_for(page, ["bonkers", "may"])
    page.locator("#part").click()
    wait_for(page, ["bonkers", "may", "shambolic", "sources say"])
    page.locator("#area").press_sequentially(" Perhaps.")
    wait_for(page, ["Perhaps", "bonkers", "may", "shambolic", "sources say"])
    for other in ["#search", "#fixed"]:
        page.locator(other).click()
    page.wait_for_timeout(1000)
    assert len(page.evaluate(MARKS)) == 5
    assert page.evaluate("typeof levelhead") == "undefined"  # it is not the page's


def test_dismissals_are_kept_by_the_extension_and_not_by_the_site(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    wait_for(page, ["bonkers", "may"])
    page.keyboard.press("F8")
    page.keyboard.press("x")
    wait_for(page, ["may"])
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    page.locator("#area").click()
    wait_for(page, ["may"])
    expect(options.locator("#dismissed")).to_have_text("1 mark.")
    options.get_by_role("button", name="Mark them again").click()
    expect(options.locator("#dismissals")).to_be_hidden()
    page.reload()
    page.locator("#area").click()
    wait_for(page, ["bonkers", "may"])


def test_other_sites_are_left_alone(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    allow(options, "http://127.0.0.1:9")
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    page.wait_for_timeout(1000)
    assert page.evaluate(MARKS) == []


def test_the_popup_allows_the_site_of_its_tab_and_takes_it_back(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").focus()
    popup = popup_over(context, options)
    expect(popup.locator("#site")).to_have_text(cms.removeprefix("http://"))
    popup.get_by_role("button", name="Mark editors here").click()
    wait_for(page, ["bonkers", "may"])  # in a tab that was open before
    assert registered(options) == [f"{cms}/*"]
    popup.get_by_role("button", name="Stop marking here").click()
    expect(popup.get_by_role("status")).to_have_text("Reload the page to remove the marks.")
    page.reload()
    page.locator("#area").click()
    page.wait_for_timeout(1000)
    assert (page.evaluate(MARKS), registered(options)) == ([], [])
    assert granted(options) == [f"{server}/*"]


def test_the_editor_reports_a_wrong_key_until_it_is_corrected(
    context: BrowserContext, options: Page, guarded: str, cms: str
) -> None:
    save(options, guarded, "wrong")
    allow(options, cms)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").click()
    expect(page.locator("[data-levelhead-layer] .notice").first).to_have_text(
        "levelhead does not know this API key."
    )
    assert page.locator("#area").input_value() == "A bonkers plan may fail."
    save(options, guarded, f" {KEY} ")
    wait_for(page, ["bonkers", "may"])
    expect(page.locator("[data-levelhead-layer] .notice").first).to_have_text("")


def test_what_is_typed_before_the_settings_are_read_is_saved(options: Page, guarded: str) -> None:
    options.add_init_script(
        """const read = chrome.storage.local.get.bind(chrome.storage.local);
        chrome.storage.local.get = async (names) => {
          await new Promise((resolve) => setTimeout(resolve, 1000));
          return read(names);
        };"""
    )
    options.reload()
    save(options, guarded, "early")
    assert options.evaluate("chrome.storage.local.get('key')") == {"key": "early"}
    expect(options.get_by_label("Key")).to_have_value("early")


def test_an_invalid_site_is_reported(options: Page) -> None:
    options.get_by_label("Add a site").fill("about:blank")
    options.get_by_role("button", name="Allow").click()
    expect(options.get_by_role("status")).to_have_text("This is not the address of a site.")
    assert registered(options) == []


def test_a_site_that_was_denied_is_not_marked_when_it_is_granted_for_the_service(
    context: BrowserContext, options: Page, cms: str
) -> None:
    page = context.new_page()
    page.goto(cms)
    popup = popup_over(context, options)
    popup.evaluate("chrome.permissions.request = async () => false")  # "Deny"
    popup.get_by_role("button", name="Mark editors here").click()
    expect(popup.get_by_role("status")).to_have_text("The browser denied access to this site.")
    save(options, cms)
    assert (granted(options), registered(options)) == ([f"{cms}/*"], [])
    expect(options.get_by_role("listitem")).to_have_count(0)


def test_a_site_is_marked_though_the_question_has_closed_the_popup(
    context: BrowserContext, options: Page, server: str, cms: str
) -> None:
    save(options, server)
    page = context.new_page()
    page.goto(cms)
    page.locator("#area").focus()
    popup = popup_over(context, options)
    popup.evaluate(
        """() => {
          const { request } = chrome.permissions;
          chrome.permissions.request = (asked) => {
            request.call(chrome.permissions, asked);
            return new Promise(() => {}); // nobody is there any more to hear the answer
          };
        }"""
    )
    popup.get_by_role("button", name="Mark editors here").click()
    wait_for(page, ["bonkers", "may"])


def test_what_is_no_longer_needed_is_given_back(options: Page, server: str, guarded: str) -> None:
    save(options, f"{server}/v2/")
    expect(options.get_by_label("Address")).to_have_value(server)
    save(options, guarded)
    assert granted(options) == [f"{guarded}/*"]
    allow(options, guarded)
    save(options, server)
    assert granted(options) == sorted([f"{server}/*", f"{guarded}/*"])  # one for the site
    options.get_by_role("button", name="Remove").click()
    expect(options.get_by_role("listitem")).to_have_count(0)
    options.wait_for_function("chrome.permissions.getAll().then((p) => p.origins.length === 1)")
    assert granted(options) == [f"{server}/*"]


def test_a_site_that_is_withdrawn_in_the_browser_stays_withdrawn(options: Page, cms: str) -> None:
    allow(options, cms)
    options.evaluate("(site) => chrome.permissions.remove({ origins: [site] })", f"{cms}/*")
    expect(options.get_by_role("listitem")).to_have_count(0)
    save(options, cms)
    assert (granted(options), registered(options)) == ([f"{cms}/*"], [])


def test_the_popup_names_frames_that_it_cannot_reach(
    context: BrowserContext, options: Page, cms: str
) -> None:
    frames = f"""<!DOCTYPE html><title>A CMS</title><iframe src="{cms}/"></iframe>
    <iframe src="{cms}/" width="1" height="1"></iframe><iframe src="/empty"></iframe>"""
    files = {"/": ("text/html", frames), "/empty": ("text/html", "")}
    with serving(files, "default-src *") as site:
        allow(options, site)
        page = context.new_page()
        page.goto(site)
        popup = popup_over(context, options)
        host = cms.removeprefix("http://")
        expect(popup.locator("#frames")).to_have_text(
            f"Not marked: frames of {host}. Add them under “Service and sites”."
        )
        options.get_by_label("Add a site").fill(cms)
        options.get_by_role("button", name="Allow").click()
        expect(options.get_by_role("listitem")).to_have_count(2)
        popup = popup_over(context, options)
        expect(popup.get_by_role("button", name="Stop marking here")).to_be_visible()
        expect(popup.locator("#frames")).to_have_text("")
