"""A newsroom's profile of 60 rules wherever its people work: the same marks everywhere.

The page is in tests/browser/test_page_key.py, LibreOffice in tests/test_libreoffice.py.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import language_tool_python
import pytest
import yaml

from tests.helpers.running import ROOT, SECONDS, environment, running

PROFILES = ROOT / "docs/profiles"

# Each article of the desk `news`, and what the Gazette marks in it.
ARTICLES = {
    "council": (
        "# Town hall bosses to vote on tram\n\n"
        "Sources close to the council say it was bonkers, and that fat cats steamrollered a "
        "whopping £4m plan. There was fury, and the line may never open.\n",
        [
            "Town hall bosses",
            "Sources close to the council",
            "fat cats",
            "steamrollered",
            "a whopping",
            "may",
        ],
    ),
    "derby": (
        "The Savages went on to The Horror after a humiliation, said one yokel from the wrong "
        "side of the river. “It was a hellhole,” she said.\n",
        ["humiliation", "yokel", "the wrong side of the river"],
    ),
    "fire": ("The shop in Mill Lane was gutted by fire. They torpedoed no ship.\n", []),
}
# The same on the desk `sport`, which may call a defeat what it likes.
OF_SPORT = ["yokel", "the wrong side of the river"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # The first Markdown makes the service import its parser, which takes long on a busy machine.
    settings = {"LEVELHEAD_PROFILES": str(PROFILES)}
    with running(settings=settings, output=subprocess.DEVNULL) as url:
        yield url


def test_the_profile_has_the_rules_of_a_newsroom(server: str) -> None:
    (gazette,) = (
        each
        for each in httpx.get(f"{server}/profiles", timeout=SECONDS).json()["profiles"]
        if each["name"] == "gazette"
    )
    assert gazette["rules"] >= 60


def test_the_api_marks_each_article_as_the_newsroom_wants(server: str) -> None:
    documents = [{"id": name, "text": text} for name, (text, _) in ARTICLES.items()]
    documents.append({**documents[1], "id": "derby of sport", "desk": "sport"})
    options = {"profile": "gazette", "desk": "news", "format": "markdown"}
    body = {"documents": documents, **options}
    answer = httpx.post(f"{server}/analyze/batch", json=body, timeout=SECONDS)
    found = {each["id"]: [s["text"] for s in each["spans"]] for each in answer.json()["answers"]}
    expected = {name: words for name, (_, words) in ARTICLES.items()}
    assert found == {**expected, "derby of sport": OF_SPORT}


@pytest.mark.parametrize("name", ARTICLES)
def test_a_client_of_languagetool_marks_the_same(name: str, server: str) -> None:
    text, words = ARTICLES[name]
    address = f"{server}/profiles/gazette/"
    with language_tool_python.LanguageTool("en-GB", remote_server=address) as tool:
        tool.picky = True
        found = tool.check(text)
    marked = [text[m.offset : m.offset + m.error_length] for m in found]
    assert marked == words


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.mark.slow
def test_pre_commit_stops_an_article_until_it_is_in_house_style(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("northern", "gazette"):
        shutil.copytree(PROFILES / name, f"house/{name}")
    Path("levelhead.toml").write_text('profile = "house/gazette"\ndesk = "news"\n')
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    local = {"repo": "local", "hooks": [{**hook, "language": "system"}]}
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    git("init", "--quiet")
    bin_ = Path(sys.executable).parent
    env = environment(PATH=f"{bin_}:{os.environ['PATH']}", PRE_COMMIT_HOME=str(tmp_path / "home"))

    def run() -> tuple[int, dict[str, list[str]]]:
        """The exit code, and the words that the hook marks in each article."""
        git("add", "--all", ":!home")
        command = [str(bin_ / "pre-commit"), "run", "--color", "never"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        lines = re.findall(r'^articles/(\w+)\.md:[\d:]+ .*? "(.*?)"', done.stdout, re.MULTILINE)
        found: dict[str, list[str]] = {}
        for name, words in lines:
            found.setdefault(name, []).append(words)
        return done.returncode, found

    Path("articles").mkdir()
    for name, (text, _) in ARTICLES.items():
        Path(f"articles/{name}.md").write_text(text, "utf-8")
    assert run() == (1, {name: words for name, (_, words) in ARTICLES.items() if words})
    Path("articles/council.md").write_text("# Council to vote on tram\n\nThe line costs £4m.\n")
    Path("articles/derby.md").write_text("The Savages lost, said a man from the south bank.\n")
    assert run() == (0, {})
