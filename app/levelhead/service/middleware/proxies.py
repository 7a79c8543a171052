"""The client's address behind trusted proxies.

uvicorn's ProxyHeadersMiddleware takes any word of the header for a client, which would then have a
rate of its own, and does not know an IPv4 proxy that connects over IPv6 (`::ffff:10.0.0.1`).
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# One customer has all addresses of such a network.
_IPV6_BITS = 64


class Proxies:
    """Replaces scope["client"] by the address that trusted proxies name in X-Forwarded-For.

    Each proxy appends the address that called it. Read from the end, the first address that is not
    a trusted proxy is the client: anything before it could be forged.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[Network]) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["client"]:
            caller = read_address(scope["client"][0])
            found = caller and self.client(caller, _hops(scope))
            if found != caller:
                scope["client"] = (str(found), 0)
        await self.app(scope, receive, send)

    def client(self, caller: Address, hops: Iterable[str]) -> Address:
        """The address behind our proxies; that of the last proxy if it names none."""
        for hop in hops:
            named = read_address(hop)
            if named is None or not any(caller in network for network in self.trusted):
                break
            caller = named
        return caller


def read_address(written: str) -> Address | None:
    """The IP address, written with or without a port; None if there is none."""
    host = written.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    # The same machine, over a socket of IPv4 or IPv6.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def network_of(scope: Scope) -> str:
    """What counts as one client: its IPv4 address, or its IPv6 network."""
    host = scope["client"][0] if scope["client"] else ""
    address = read_address(host)
    if isinstance(address, IPv6Address):
        return f"{address.packed[: _IPV6_BITS // 8].hex()}/{_IPV6_BITS}"
    return str(address or host)


def _hops(scope: Scope) -> Iterator[str]:
    """The addresses of X-Forwarded-For, from the last."""
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    for line in reversed(lines):
        yield from reversed(line.decode("latin-1").split(","))
