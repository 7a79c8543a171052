"""levelhead.js on pages of other origins: the notice and the console say what blocks it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.other_site import ENFORCED, REPORTED, serving
from tests.helpers.running import ROOT, free_port, running

# The lines that the README shows, with an address and a key.
PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>A CMS</title><link rel="icon" href="data:,">
<script src="{script}" defer></script>
<textarea data-levelhead="{server}" data-levelhead-key="{key}" aria-label="A" rows="5" cols="60">
A bonkers plan.</textarea>
</html>"""
SCRIPT = (ROOT / "app" / "levelhead" / "web" / "levelhead.js").read_text("utf-8")
OPEN = "default-src * data:"
KEY, OLD_KEY = "desk-" + "k" * 32, "old-" + "k" * 32

MARKED = "CSS.highlights.get('levelhead-sensational-light')?.size === 1"
NOTICE = """[...document.querySelectorAll("[data-levelhead-layer]")]
  .map((layer) => layer.shadowRoot.querySelector(".notice").textContent).join()"""

UNREACHABLE = "levelhead cannot be reached. Trying again in 5 s."
NO_KEY = "levelhead needs an API key."
WRONG_KEY = "levelhead does not know this API key."
EXPIRED = "This API key for levelhead has expired."
NO_CORS = "levelhead does not allow this page. Add {site} to LEVELHEAD_CORS_ORIGINS."
NO_POLICY = "This page's Content-Security-Policy blocks levelhead. Add {service} to connect-src."
NO_HTTPS = "A page on https cannot use a service on http. Serve levelhead over https."


class Cms:
    """A page of another origin in the browser."""

    def __init__(self, page: Page, complaints: list[str]) -> None:
        self.page = page
        self.complaints = complaints
        self.asked = 0
        page.on("request", self._count)

    def _count(self, request: Request) -> None:
        self.asked += request.method == "POST"

    def open(self, url: str) -> str:
        """Show the page and wait; returns the notice, which is empty if the text is marked."""
        self.page.goto(url)
        end = time.monotonic() + 30
        while True:
            notice = str(self.page.evaluate(NOTICE))
            if notice or self.page.evaluate(MARKED):
                return notice
            assert time.monotonic() < end, "neither a mark nor a notice"
            self.page.wait_for_timeout(20)

    def logged(self) -> list[str]:
        """What levelhead.js wrote to the console, without what the browser wrote."""
        return [line for line in self.complaints if "Add " in line or line == NO_HTTPS]


@pytest.fixture
def cms(page: Page, complaints: list[str]) -> Iterator[Cms]:
    yield Cms(page, complaints)
    page.goto("about:blank")  # after this the browser has nothing more to say about the page
    complaints.clear()


@pytest.fixture(scope="module")
def files() -> dict[str, tuple[str, str]]:
    """What the site serves; a test adds its page."""
    return {"/levelhead.js": ("text/javascript", SCRIPT)}


@pytest.fixture(scope="module")
def site(files: dict[str, tuple[str, str]]) -> Iterator[str]:
    with serving(files, OPEN) as origin:
        yield origin


@pytest.fixture(scope="module")
def services(
    site: str, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Addresses of services by the origin they allow; the one for the site needs a key."""
    keys = tmp_path_factory.mktemp("keys") / "keys.toml"
    lines = [
        f'[desk]\nsha256 = "{sha256(KEY.encode()).hexdigest()}"',
        f'[old]\nsha256 = "{sha256(OLD_KEY.encode()).hexdigest()}"\nexpires = 2026-01-01T00:00:00Z',
    ]
    keys.write_text("\n".join(lines), "utf-8")
    with ExitStack() as stack:

        def start(origins: str, **more: str) -> str:
            settings = {"LEVELHEAD_CORS_ORIGINS": origins, **more}
            return stack.enter_context(running(settings=settings, output=subprocess.DEVNULL))

        yield {
            "itself": site,
            "down": f"http://127.0.0.1:{free_port()}",
            "no origin": server,
            "another origin": start("https://cms.example"),
            "the site": start(f"https://cms.example,{site}", LEVELHEAD_API_KEYS_FILE=str(keys)),
            "any origin": start("*"),
        }


CASES = {
    "the service is down": ("down", "", UNREACHABLE),
    "no origin is allowed": ("no origin", "", NO_CORS),
    "no origin is allowed, with a key": ("no origin", KEY, NO_CORS),
    "another origin is allowed": ("another origin", "", NO_CORS),
    "the key is missing": ("the site", "", NO_KEY),
    "the key is wrong": ("the site", "desk-1", WRONG_KEY),
    "the key has expired": ("the site", OLD_KEY, EXPIRED),
    "the address has a path too many": (
        "any origin/v2",
        "",
        "There is no levelhead at this address. Leave out /v2 at its end.",
    ),
    "the address is that of a route": (
        "any origin/analyze/",
        "",
        "There is no levelhead at this address. Leave out /analyze at its end.",
    ),
    "the address is that of a site": ("itself", "", "There is no levelhead at this address."),
    "all is right": ("the site", KEY, ""),
    "all origins are allowed": ("any origin", "", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_the_notice_says_why_nothing_is_marked(
    cms: Cms, files: dict[str, tuple[str, str]], site: str, services: dict[str, str], case: str
) -> None:
    address, key, notice = CASES[case]
    name, slash, path = address.partition("/")
    server = f"{services[name]}{slash}{path}"
    files["/"] = ("text/html", PAGE.format(script="/levelhead.js", server=server, key=key))
    expected = notice.format(site=site)
    assert cms.open(site) == expected
    assert cms.logged() == ([expected] if notice == NO_CORS else [])


def test_the_one_line_of_the_readme_says_it_too(
    cms: Cms, files: dict[str, tuple[str, str]], site: str, services: dict[str, str]
) -> None:
    page = PAGE.format(script=f"{services['no origin']}/levelhead.js", server="", key="")
    files["/"] = ("text/html", page.replace('data-levelhead=""', "data-levelhead"))
    assert cms.open(site) == NO_CORS.format(site=site)
    assert cms.logged() == [NO_CORS.format(site=site)]


def test_a_page_that_is_not_allowed_does_not_ask_again_until_the_text_changes(
    cms: Cms, files: dict[str, tuple[str, str]], site: str, services: dict[str, str]
) -> None:
    page = PAGE.format(script="/levelhead.js", server=services["no origin"], key="")
    files["/"] = ("text/html", page)
    cms.page.clock.install()
    cms.open(site)
    cms.page.clock.run_for(120_000)
    assert cms.asked == 1
    cms.page.locator("textarea").press_sequentially("!")
    cms.page.clock.run_for(400)
    end = time.monotonic() + 30
    while len([line for line in cms.complaints if "blocked by CORS policy" in line]) < 4:
        assert time.monotonic() < end  # two attempts, and two questions why they failed
        cms.page.wait_for_timeout(20)
    assert cms.asked == 2
    assert cms.logged() == [NO_CORS.format(site=site)]  # once, not once for each request


def test_a_page_from_a_file_can_only_be_allowed_by_a_star(
    cms: Cms, services: dict[str, str], tmp_path: Path
) -> None:
    server = services["another origin"]
    (tmp_path / "page.html").write_text(
        PAGE.format(script=f"{server}/levelhead.js", server=server, key=""), "utf-8"
    )
    address = (tmp_path / "page.html").as_uri()
    assert cms.open(address) == NO_CORS.format(site="*")
    assert cms.logged() == [NO_CORS.format(site="*")]


@pytest.mark.parametrize(
    ("header", "policy", "name", "notice"),
    [
        (ENFORCED, "default-src 'self'", "the site", NO_POLICY),
        (ENFORCED, "default-src 'self'", "down", NO_POLICY),
        (ENFORCED, "default-src 'none'; script-src 'self'", "the page's own", NO_POLICY),
        (ENFORCED, "default-src 'self'; connect-src {service}/", "any origin", ""),
        (ENFORCED, "default-src 'self'; connect-src {service}/analyze", "any origin", ""),
        (REPORTED, "default-src 'self'", "down", UNREACHABLE),
        (REPORTED, "default-src 'self'", "any origin", ""),
    ],
)
def test_a_policy_of_the_page_is_named_if_it_blocks_the_service(
    cms: Cms, services: dict[str, str], header: str, policy: str, name: str, notice: str
) -> None:
    service = services.get(name, "")
    page = PAGE.format(script="/levelhead.js", server=service, key="")
    files = {"/": ("text/html", page), "/levelhead.js": ("text/javascript", SCRIPT)}
    with serving(files, policy.format(service=service), header) as site:
        service = service or site
        expected = notice.format(service=service)
        assert cms.open(site) == expected
        assert cms.logged() == ([expected] if notice == NO_POLICY else [])


def test_a_page_on_https_asks_for_a_service_on_https(cms: Cms) -> None:
    # Chromium blocks this before it looks for the host, so nothing need be there.
    page = PAGE.format(script="/levelhead.js", server="http://levelhead.example", key="")

    def serve(route: Route) -> None:
        script = route.request.url.endswith(".js")
        kind = "text/javascript" if script else "text/html"
        route.fulfill(body=SCRIPT if script else page, content_type=kind)

    cms.page.route("https://cms.example/**", serve)
    assert cms.open("https://cms.example/") == NO_HTTPS
    assert any("Mixed Content" in line for line in cms.complaints)
    assert cms.logged() == [NO_HTTPS]


@pytest.mark.parametrize("answer", ["reset", "proxy"])
def test_a_request_that_gets_lost_is_not_blamed_on_cors(
    cms: Cms,
    files: dict[str, tuple[str, str]],
    site: str,
    services: dict[str, str],
    answer: str,
) -> None:
    def lose(route: Route) -> None:
        if answer == "reset":
            route.abort("connectionreset")
        else:
            route.fulfill(status=502, body="Bad Gateway")  # without CORS headers, as proxies do

    page = PAGE.format(script="/levelhead.js", server=services["any origin"], key="")
    files["/"] = ("text/html", page)
    cms.page.route("**/analyze", lose)
    notice = cms.open(site)
    assert notice.endswith("Trying again in 5 s.")
    assert cms.logged() == []


@pytest.mark.parametrize("message", [UNREACHABLE, NO_KEY, NO_CORS, NO_POLICY, NO_HTTPS])
def test_the_documentation_lists_the_message(message: str) -> None:
    shown = message.format(site="https://cms.example", service="https://levelhead.example")
    assert f"| {shown} |" in (ROOT / "docs" / "levelhead-js.md").read_text("utf-8")
