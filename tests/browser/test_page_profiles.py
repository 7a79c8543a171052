"""The choice of a profile on the service's own pages."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.at_the_paper import copied, paste, shown, table

TEXT = "A bonkers plan met utterly local fury."
DEFAULT = ["bonkers", "utterly", "fury"]
NORTHERN = ["utterly", "fury"]  # bonkers is off


def words(page: Page) -> list[str]:
    return [found for found, *_ in table(page)]


@pytest.fixture
def paper(page: Page, server: str) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server)
    return page


def test_the_page_marks_by_the_chosen_profile_and_the_browser_remembers_it(paper: Page) -> None:
    profiles = paper.get_by_role("combobox", name="Profile")
    assert profiles.locator("option").all_inner_texts() == [
        *("Default", "gazette", "magazine", "northern")
    ]
    paste(paper, TEXT)
    shown(paper, len(DEFAULT))
    assert words(paper) == DEFAULT
    profiles.select_option("northern")
    shown(paper, len(NORTHERN))
    assert words(paper) == NORTHERN
    report = copied(paper, "Report")
    assert report.rstrip().endswith("checked with levelhead 0.1.0, profile northern.")
    paper.reload()
    expect(profiles).to_have_value("northern")
    shown(paper, len(NORTHERN))
    profiles.select_option("Default")
    shown(paper, len(DEFAULT))


def test_a_profile_that_the_service_no_longer_has_is_forgotten(paper: Page) -> None:
    paper.evaluate("localStorage.setItem('levelhead.profile', 'evening')")
    paper.reload()
    expect(paper.get_by_role("combobox", name="Profile")).to_have_value("")
    paste(paper, TEXT)
    shown(paper, len(DEFAULT))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, 0])  # 0: no answer
def test_where_the_profiles_cannot_be_listed_the_remembered_one_is_used(
    paper: Page, status: int
) -> None:
    paper.evaluate("localStorage.setItem('levelhead.profile', 'northern')")

    def refuse(route: Route) -> None:
        if status:
            route.fulfill(status=status, body="{}", content_type="application/problem+json")
        else:
            route.abort()

    paper.route("**/profiles", refuse)
    paper.reload()
    paste(paper, TEXT)
    shown(paper, len(NORTHERN))
    profiles = paper.get_by_role("combobox", name="Profile")
    assert profiles.locator("option").all_inner_texts() == ["Default", "northern"]
    expect(profiles).to_have_value("northern")
    profiles.select_option("Default")
    shown(paper, len(DEFAULT))


def test_a_remembered_profile_is_used_before_the_list_is_there(paper: Page) -> None:
    paper.evaluate("localStorage.setItem('levelhead.profile', 'northern')")
    lists: list[Route] = []
    paper.route("**/profiles", lambda route: lists.append(route))
    paper.reload()
    paste(paper, TEXT)
    shown(paper, len(NORTHERN))
    lists[0].continue_()
    expect(paper.get_by_role("combobox", name="Profile")).to_have_value("northern")
    assert words(paper) == NORTHERN


@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("address", ["/", "/page/compare.html"])
def test_a_long_name_leaves_the_page_as_wide_as_the_window(
    page: Page, server: str, address: str, width: int
) -> None:
    profiles = [{"name": "-".join(["northern"] * 20), "about": "long"}]
    page.route("**/profiles", lambda route: route.fulfill(json={"profiles": profiles}))
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{server}{address}")
    field = page.get_by_role("combobox", name="Profile")
    field.select_option(profiles[0]["name"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "listed",
    [
        *('{"profiles": []}', "<p>Not found.</p>", "{}", "[]", "null"),
        *('{"profiles": null}', '{"profiles": "all"}', '{"profiles": [null, {}]}'),
    ],
)
def test_where_there_are_no_profiles_none_are_offered(page: Page, server: str, listed: str) -> None:
    def none(route: Route) -> None:
        route.fulfill(body=listed, content_type="application/json")

    page.route("**/profiles", none)
    page.goto(server)
    paste(page, TEXT)
    shown(page, len(DEFAULT))
    expect(page.get_by_role("combobox", name="Profile")).to_be_hidden()


def test_two_versions_are_compared_by_the_chosen_profile(page: Page, server: str) -> None:
    page.goto(f"{server}/page/compare.html")
    page.get_by_role("combobox", name="Profile").select_option("northern")
    page.get_by_role("textbox", name="Before", exact=True).fill("A bonkers plan failed.")
    page.get_by_role("textbox", name="After", exact=True).fill("A plan failed.")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="No change")).to_be_visible()
