"""No container engine runs the Dockerfile here; what it names and runs is tried without one."""

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from levelhead.version import VERSION
from tests.helpers.running import ROOT, environment, free_port, running

TEXT = "The plan is utterly bonkers."

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
INSTRUCTIONS = [
    (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1])
    for line in DOCKERFILE.splitlines()
    if line and not line.startswith("#")
]
ENV = dict(
    pair.split("=", 1) for name, rest in INSTRUCTIONS if name == "ENV" for pair in rest.split()
)


def only(instruction: str) -> str:
    (rest,) = (rest for name, rest in INSTRUCTIONS if name == instruction)
    return rest


def copied_from_here() -> list[str]:
    sources = (rest.split()[:-1] for name, rest in INSTRUCTIONS if name == "COPY")
    return [s for row in sources if not row[0].startswith("--from=") for s in row]


@pytest.mark.parametrize("source", copied_from_here())
def test_what_is_copied_exists_and_is_not_ignored(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_the_base_is_pinned_to_a_patch_version() -> None:
    bases = [rest.split()[0] for name, rest in INSTRUCTIONS if name == "FROM"]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", bases[0])


def test_the_user_is_a_number_and_not_root() -> None:
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", only("USER"))


def test_the_port_that_is_served_is_the_one_exposed() -> None:
    assert ENV["LEVELHEAD_PORT"] == only("EXPOSE")


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_command_serves_and_the_health_check_sees_it(workers: str) -> None:
    command = json.loads(only("CMD"))
    health = json.loads(re.sub(r"^(--\S+ )*CMD ", "", only("HEALTHCHECK")))
    settings = {k: v for k, v in ENV.items() if k not in {"PATH", "LEVELHEAD_PORT"}}
    with running(command, settings | {"LEVELHEAD_WORKERS": workers}) as url:
        up = subprocess.run(health, env=environment(LEVELHEAD_PORT=url.rsplit(":", 1)[1]))
    assert up.returncode == 0
    down = subprocess.run(
        health, env=environment(LEVELHEAD_PORT=str(free_port())), capture_output=True, text=True
    )
    assert down.returncode == 1
    assert "refused" in down.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what the Dockerfile copies."""
    folder = tmp_path_factory.mktemp("wheel")
    sources = folder / "sources"
    sources.mkdir()
    for source in copied_from_here():
        here = ROOT / source
        if here.is_dir():
            copytree(here, sources / source, ignore=ignore_patterns("__pycache__"))
        else:
            copy(here, sources / source)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, sources)
    (built,) = folder.glob("levelhead-*.whl")
    return built


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_the_wheel_holds_every_module_every_lexicon_and_the_page(wheel: Path) -> None:
    tree = ROOT / "app"
    modules = {p.relative_to(tree) for p in (tree / "levelhead").rglob("*.py")}
    data = (p for p in (ROOT / "lexicons").rglob("*") if p.suffix in {".toml", ".json"})
    lexicons = {Path("levelhead") / p.relative_to(ROOT) for p in data}
    web = {p.relative_to(tree) for p in (tree / "levelhead/web").rglob("*.*")}
    held = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    assert modules | lexicons | web <= held


def test_an_empty_environment_gets_the_package_and_the_command_and_nothing_else(
    wheel: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv")
    bin_ = tmp_path / "venv/bin"
    pip("--python", bin_ / "python", "install", "--no-deps", "--no-index", "--no-compile", wheel)
    (packages,) = (tmp_path / "venv/lib").glob("python*/site-packages")
    assert {p.name for p in packages.iterdir()} == {"levelhead", f"levelhead-{VERSION}.dist-info"}

    # The packages it needs are ours. PYTHONPATH does not read the .pth file of our own levelhead.
    env = environment(PYTHONPATH=sysconfig.get_path("purelib"))

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=env, input=TEXT, capture_output=True, text=True
        )
        assert done.stderr == ""
        return done.stdout

    where = "import importlib.util as u, levelhead; print(levelhead.__file__, u.find_spec('app'))"
    assert run(bin_ / "python", "-c", where) == f"{packages}/levelhead/__init__.py None\n"
    assert "[bonkers|" in run(bin_ / "levelhead", "analyze", "-")
    assert "[bonkers|" in run(bin_ / "python", "-m", "levelhead", "analyze", "-")
