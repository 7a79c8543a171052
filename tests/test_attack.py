"""The attack suite: it notices what goes wrong, and some of its attacks are tried.

`make attack` runs all of them, and prints what each costs.
"""

from collections.abc import Iterator

import pytest

from tests.attack.answers import CANARY
from tests.attack.attack import sending
from tests.attack.measure import measure
from tests.attack.probe import Probes, probing
from tests.attack.service import Service, attacked

pytestmark = [pytest.mark.alone, pytest.mark.slow]

WEAK = ("-m", "tests.attack.weak_server")


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Probes]]:
    """A server that is hurt by everything, and its probes."""
    folder = tmp_path_factory.mktemp("attack")
    with attacked(folder, {}, WEAK) as service, probing(service.port) as probes:
        yield service, probes


@pytest.mark.parametrize(
    ("weakness", "noticed"),
    [
        ("none", []),
        ("holds up", ["/livez waited ", "/analyze waited "]),
        ("fills", [" MB"]),
        ("keeps", [" MB kept"]),
        ("late", ["1 late, 6"]),
        ("fails", ["1 × status 500", "1 × bug in the log"]),
        ("shows", ["1 × canary in the log"]),
        ("traceback", ["1 × not JSON in the log"]),
        ("long", ["1 answers out of proportion"]),
        ("bare", ["1 without the usual headers"]),
        ("stored", ["1 answers may be stored"]),
        ("cut off", ["1 answers cut off"]),
        ("unlogged", ["-1 more requests logged than counted", "1 × 200 not logged"]),
        ("logged wrongly", ["1 × 200 logged as 499"]),
        ("uncounted", ["1 more requests logged than counted"]),
    ],
)
def test_every_weakness_is_noticed(
    weakness: str, noticed: list[str], weak: tuple[Service, Probes]
) -> None:
    body = f"{weakness}:{CANARY}".encode()
    row = measure(*weak, sending(weakness, "/analyze", "text/plain", body, at_once=0))
    # What else the machine does can hold up anyone.
    faults = [fault for fault in row.faults if weakness == "holds up" or "waited" not in fault]
    assert len(faults) == len(noticed), faults
    for part, fault in zip(noticed, faults, strict=True):
        assert part in fault


# `make attack` tries these and all others.
KINDS = (
    "terms: 1,000 allow terms “ab c…”, 16 kB of “ab”",
    "bodies: a million dimensions",
    "streams: stream: no first byte",
)


@pytest.mark.parametrize("name", KINDS)
def test_an_attack_is_held(name: str) -> None:
    """Except times, which mean nothing next to other work: `make attack` checks those."""
    # Here, since it makes all attacks: megabytes that each process would make to collect the tests.
    from tests.attack import table

    (row,) = table.rows([table.ATTACKS[name]], again=1)
    assert [f for f in row.faults if " waited " not in f and " late, " not in f] == []
