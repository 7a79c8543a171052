import pytest

from levelhead.service.routes.page import WEB
from tests.helpers.asgi import ask

FILES = {
    "/" if file.name == "page.html" else f"/{file.relative_to(WEB).as_posix()}": file
    for file in WEB.rglob("*.*")
}


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_file_is_served_as_it_is_and_kept_by_its_tag(path: str) -> None:
    answer = ask("GET", path)
    assert (answer.status_code, answer.content) == (200, FILES[path].read_bytes())
    assert answer.headers["content-type"].partition(";")[0] in {
        "text/html",
        "text/css",
        "text/javascript",
        "image/svg+xml",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = ask("GET", path, headers={"if-none-match": f"W/{answer.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert ask("HEAD", path).content == b""


def test_the_page_runs_its_own_scripts_alone() -> None:
    policy = ask("GET", "/").headers["content-security-policy"].split("; ")
    assert policy == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


def test_the_script_may_be_loaded_by_any_site() -> None:
    headers = ask("GET", "/levelhead.js").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_nothing_but_the_files_of_the_folder_is_served() -> None:
    assert ask("GET", "/page.py").status_code == 404
    assert ask("GET", "/web/../settings.py").status_code == 404
