"""What has to be installed and set for /mcp, and the configurations of docs/mcp.md."""

import json
import re
import subprocess
import sys

import pytest

from levelhead.cli.main import main
from levelhead.service import settings
from levelhead.service.settings import SettingsError, settings_of_service
from tests.helpers import mcp_service
from tests.helpers.assistant import over_http, over_stdio
from tests.helpers.markdown import fences
from tests.helpers.mcp_service import KEY, tools_of
from tests.helpers.running import ROOT, environment

# Fixtures: pytest finds them by these names.
app = mcp_service.app
url = mcp_service.url


CONFIGURATIONS = {
    f.where: json.loads(f.body) for f in fences("docs/mcp.md") if f.language == "json"
}


@pytest.mark.parametrize("where", CONFIGURATIONS)
def test_a_configuration_of_the_docs_works(where: str, url: str) -> None:
    configuration = CONFIGURATIONS[where]
    servers = configuration.get("mcpServers") or configuration["servers"]
    server = servers["levelhead"]
    if "command" in server:
        folder = {name: str(ROOT / "docs/profiles") for name in server.get("env", {})}
        tools = over_stdio(tools_of, *server["args"], command=server["command"], env=folder)
    else:
        assert server["url"] == "https://levelhead.example/mcp"
        keys = {name: re.sub(r"^\$\{\S+\}$", KEY, v) for name, v in server["headers"].items()}
        tools = over_http(url, tools_of, keys)
    assert [*tools] == ["analyze", "compare", "explain_rule"]


def test_it_is_switched_off_by_default_and_nothing_of_it_imported() -> None:
    program = (
        "import sys; from levelhead.service.main import create_app; app = create_app(); "
        "assert '/mcp' not in [getattr(r, 'path', '') for r in app.routes]; "
        "assert not [m for m in sys.modules if m.partition('.')[0] in ('mcp', 'mcp_types')]"
    )
    run = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("host", ["*", "https://levelhead.example", "a.example/mcp", "a.*"])
def test_a_host_that_cannot_be_meant_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_MCP_HOSTS", host)
    with pytest.raises(SettingsError, match=r"^LEVELHEAD_MCP_HOSTS: "):
        settings_of_service()


def test_without_the_extra_a_service_that_should_have_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MCP_HOSTS", "localhost:*")
    monkeypatch.setattr(settings, "find_spec", lambda _: None)
    assert main(["serve", "--workers", "2"]) == 2
    said = "LEVELHEAD_MCP_HOSTS: needs levelhead[mcp], which is not installed\n"
    assert capsys.readouterr().err == said
