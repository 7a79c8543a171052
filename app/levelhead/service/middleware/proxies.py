"""The client's address behind proxies that are trusted to tell it."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Whoever has one address of a network this long has all of them.
_IPV6_BITS = 64


class Proxies:
    """Puts into scope["client"] whom a trusted proxy names in X-Forwarded-For.

    Each proxy appends whom it was called by, so the list is read from its end, and the first
    address that is no trusted proxy counts: what stands before it, anybody could have written.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[Network]) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["client"]:
            caller = read_address(scope["client"][0])
            found = caller and self.client(caller, _hops(scope))
            if found != caller:
                scope["client"] = (str(found), 0)
        await self.app(scope, receive, send)

    def client(self, caller: Address, hops: Iterable[str]) -> Address:
        """Who stands behind our proxies; the last of these where it does not say who."""
        for hop in hops:
            named = read_address(hop)
            if named is None or not any(caller in network for network in self.trusted):
                break
            caller = named
        return caller


def read_address(written: str) -> Address | None:
    """An IP address, with or without a port; None if it is none."""
    host = written.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    # One machine, whichever socket it came in by.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def network_of(scope: Scope) -> str:
    """The client's address as it is counted; of IPv6, the network that one customer has whole."""
    host = scope["client"][0] if scope["client"] else ""
    address = read_address(host)
    if isinstance(address, IPv6Address):
        return f"{address.packed[: _IPV6_BITS // 8].hex()}/{_IPV6_BITS}"
    return str(address or host)


def _hops(scope: Scope) -> Iterator[str]:
    """The addresses of X-Forwarded-For, the last first."""
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    for line in reversed(lines):
        yield from reversed(line.decode("latin-1").split(","))
