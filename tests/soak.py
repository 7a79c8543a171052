"""Ten minutes at four fifths of what the service can do: `python -m tests.soak`.

Exit code 1 where a worker's memory grows by more than 5 % after the first minute, or where an
answer is wrong or missing.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from bench.processes import SERVICE, Server, resident, serving
from tests.helpers.clients import Connection, Exchange, Tally, ask, connect, exchanges

CLIENTS = 8
SHARE = 0.8
MEASURING_SECONDS = 5.0
# What a worker still takes at first (caches, arenas) is not counted as growth.
SETTLING = 0.1
MOST_GROWTH = 0.05
SIZE, TEXTS = 4_000, 100


async def ask_at(
    rate: float, seconds: float, connections: Sequence[Connection], work: Sequence[Exchange]
) -> Tally:
    """Requests at this rate a second, all connections together; as fast as they are answered, if 0.

    Who is late does not wait before the next, so that the rate holds in the mean.
    """
    tally = Tally()
    begun = time.monotonic()
    number = 0

    async def client(connection: Connection) -> None:
        nonlocal number
        while (now := time.monotonic() - begun) < seconds:
            mine, number = number, number + 1
            if rate and (due := mine / rate) > now:
                await asyncio.sleep(due - now)
            tally.seen[await ask(connection, work[mine % len(work)])] += 1

    await asyncio.gather(*map(client, connections))
    return tally


async def soak(server: Server, seconds: float) -> bool:
    """Print what is measured; whether all was well."""
    work = exchanges(SIZE, TEXTS)
    connections = [await connect(server.port) for _ in range(CLIENTS)]
    warm = await ask_at(0, MEASURING_SECONDS, connections, work)
    rate = SHARE * warm.seen["answered"] / MEASURING_SECONDS
    print(f"capacity {rate / SHARE:.0f} requests a second; soaking at {rate:.0f}", flush=True)
    total = warm.seen
    total += (await ask_at(rate, seconds * SETTLING, connections, work)).seen
    first = [resident(pid) for pid in server.workers]
    most = first
    for _ in range(9):
        total += (await ask_at(rate, seconds * SETTLING, connections, work)).seen
        now = [resident(pid) for pid in server.workers]
        most = [max(pair) for pair in zip(most, now, strict=True)]
        print("  ".join(f"{mb:.1f} MB" for mb in now), flush=True)
    growth = max(high / low - 1 for high, low in zip(most, first, strict=True))
    print(f"{dict(total)}, memory grew by {growth:.1%} at most")
    for connection in connections:
        connection.writer.close()
    return set(total) == {"answered"} and growth <= MOST_GROWTH


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with serving(SERVICE, given.workers, LEVELHEAD_LOG_LEVEL="error") as server:
        return 0 if asyncio.run(soak(server, given.seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
