"""No container engine runs the Dockerfile here; what it names and runs is tried without one."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from levelhead.version import VERSION
from tests.running import ROOT, environment, free_port, running

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


def test_a_wheel_holds_every_module_and_every_lexicon_and_works_from_anywhere(
    tmp_path: Path,
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for source in copied_from_here():
        here = ROOT / source
        if here.is_dir():
            copytree(here, sources / source, ignore=ignore_patterns("__pycache__"))
        else:
            copy(here, sources / source)
    build = "pip --disable-pip-version-check wheel --no-deps --no-build-isolation --wheel-dir"
    subprocess.run(
        [sys.executable, "-m", *build.split(), str(tmp_path), str(sources)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("levelhead-*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)

    tree = ROOT / "app"
    modules = {p.relative_to(tree) for p in (tree / "levelhead").rglob("*.py")}
    data = (p for p in (ROOT / "lexicons").rglob("*") if p.suffix in {".toml", ".json"})
    lexicons = {Path("levelhead") / p.relative_to(ROOT) for p in data}
    web = {p.relative_to(tree) for p in (tree / "levelhead/web").rglob("*.*")}
    held = {p.relative_to(installed) for p in installed.rglob("*.*") if p.is_file()}
    assert modules | lexicons | web <= held
    assert {p.parts[0] for p in held} == {"levelhead", f"levelhead-{VERSION}.dist-info"}

    run = subprocess.run(
        [sys.executable, "-m", "levelhead", "analyze", "-"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(installed)),
        input="The plan is utterly bonkers.",
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert "bonkers" in run.stdout
