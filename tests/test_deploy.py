"""No cluster runs the files of deploy/ here; what they name is compared with what the code has."""

import re
from typing import Any

import pytest
import yaml
from starlette.routing import Route

from levelhead.service.observe import metrics
from levelhead.service.routes import ROUTES
from levelhead.service.settings import Settings
from levelhead.version import VERSION
from tests.helpers.running import ROOT

COMPOSE: Any = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))
SERVICE = COMPOSE["services"]["levelhead"]
OBJECTS: dict[str, Any] = {
    each["kind"]: each
    for each in yaml.safe_load_all((ROOT / "deploy/kubernetes.yaml").read_text("utf-8"))
}
TEMPLATE = OBJECTS["Deployment"]["spec"]["template"]
POD = TEMPLATE["spec"]
(CONTAINER,) = POD["containers"]
LABELS = TEMPLATE["metadata"]["labels"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
EXPOSED = int(re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.M)[0])
# Read by `levelhead serve` itself.
OF_THE_COMMAND = {"LEVELHEAD_HOST", "LEVELHEAD_PORT", "LEVELHEAD_WORKERS"}
SET = {
    "compose": {k: v for k, v in SERVICE["environment"].items() if v is not None},
    "kubernetes": OBJECTS["ConfigMap"]["data"],
}


def settings(where: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in SET[where].items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize("name", sorted({*SET["kubernetes"], *SERVICE["environment"]}))
def test_every_setting_is_one_that_the_service_has(name: str) -> None:
    known = {f"LEVELHEAD_{field.upper()}" for field in Settings.model_fields}
    assert name in known | OF_THE_COMMAND


@pytest.mark.parametrize("where", sorted(SET))
def test_the_settings_are_valid(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(where, monkeypatch)


def test_a_service_that_is_stopped_gets_the_time_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        compose = settings("compose", patch)
    given = int(SERVICE["stop_grace_period"].removesuffix("s"))
    assert given > compose.drain_seconds + compose.shutdown_seconds
    cluster = settings("kubernetes", monkeypatch)
    grace = POD["terminationGracePeriodSeconds"]
    assert grace > cluster.drain_seconds + cluster.shutdown_seconds
    ready = CONTAINER["readinessProbe"]
    assert cluster.drain_seconds > ready["periodSeconds"] * ready["failureThreshold"]


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_probes_ask_a_path_that_is_served_on_the_port_that_is_exposed(probe: str) -> None:
    (port,) = CONTAINER["ports"]
    asked = CONTAINER[probe]["httpGet"]
    assert asked["path"] in {route.path for route in ROUTES if isinstance(route, Route)}
    assert asked["port"] == port["name"]
    assert port["containerPort"] == EXPOSED


def test_all_ports_lead_to_the_one_that_is_exposed() -> None:
    assert [port.rsplit(":", 1)[1] for port in SERVICE["ports"]] == [str(EXPOSED)]
    assert TEMPLATE["metadata"]["annotations"]["prometheus.io/port"] == str(EXPOSED)
    name = CONTAINER["ports"][0]["name"]
    assert [port["targetPort"] for port in OBJECTS["Service"]["spec"]["ports"]] == [name]
    (rule,) = OBJECTS["NetworkPolicy"]["spec"]["ingress"]
    assert [port["port"] for port in rule["ports"]] == [name]


def test_the_image_is_of_this_version() -> None:
    assert {SERVICE["image"], CONTAINER["image"]} == {f"levelhead:{VERSION}"}


def test_every_selector_finds_the_pods() -> None:
    specs = {kind: each.get("spec", {}) for kind, each in OBJECTS.items()}
    assert specs["Deployment"]["selector"]["matchLabels"] == LABELS
    assert specs["Service"]["selector"] == LABELS
    assert specs["PodDisruptionBudget"]["selector"]["matchLabels"] == LABELS
    assert specs["NetworkPolicy"]["podSelector"]["matchLabels"] == LABELS
    name = OBJECTS["Deployment"]["metadata"]["name"]
    assert specs["HorizontalPodAutoscaler"]["scaleTargetRef"]["name"] == name


def test_the_service_does_not_overwrite_a_setting() -> None:
    assert POD["enableServiceLinks"] is False


def test_the_container_has_no_rights_and_can_write_to_memory_only() -> None:
    user, group = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.M)[0]
    assert (POD["securityContext"]["runAsUser"], POD["securityContext"]["runAsGroup"]) == (
        int(user),
        int(group),
    )
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    writable = {m["name"] for m in CONTAINER["volumeMounts"] if not m.get("readOnly")}
    volumes = {volume["name"]: volume for volume in POD["volumes"]}
    assert [volumes[name]["emptyDir"]["medium"] for name in writable] == ["Memory"]
    assert (SERVICE["read_only"], SERVICE["cap_drop"]) == (True, ["ALL"])


def test_the_keys_are_where_the_setting_says() -> None:
    (mount,) = (m for m in CONTAINER["volumeMounts"] if m["name"] == "keys")
    assert SET["kubernetes"]["LEVELHEAD_API_KEYS_FILE"] == f"{mount['mountPath']}/keys.toml"


def test_alerts_ask_for_metrics_that_are_counted() -> None:
    exposed, _ = metrics.exposition(metrics.About("0", "0"), "")
    served = set(re.findall(r"^# TYPE (\S+)", exposed.decode(), re.M))
    served |= {f"{name}_{part}" for name in served for part in ("bucket", "sum", "count")}
    manual = (ROOT / "docs/operations.md").read_text("utf-8")
    asked = set(re.findall(r"\b(levelhead_[a-z_]+)\b", manual))
    assert len(asked) > 10
    assert asked - served == set()
