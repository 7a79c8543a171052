"""The metrics, as Prometheus reads them.

With several workers each writes to its own files in PROMETHEUS_MULTIPROC_DIR, and the worker that
is asked adds them up. The counts of a worker that died are kept.
"""

import collections
import os
from collections.abc import Iterable, Iterator
from functools import cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.core import InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics import disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

# The creation time of each series is of no use, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]

# A short text takes less than a millisecond, a megabyte some seconds.
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
# A headline, a paragraph, an article, a long read, a book.
_CHARS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)

REQUESTS = Counter(
    "levelhead_requests", "Requests answered, by route.", ["method", "route", "status"]
)
REQUEST_SECONDS = Histogram(
    "levelhead_request_seconds",
    "Time from a request's head to the end of its answer.",
    ["method", "route"],
    buckets=_SECONDS,
)
REJECTED = Counter(
    "levelhead_rejected", "Requests that were refused before their work began.", ["reason"]
)
TEXT_CHARS = Histogram("levelhead_text_chars", "Code points of each text.", buckets=_CHARS)
ANALYSIS_SECONDS = Histogram(
    "levelhead_analysis_seconds",
    "Time to analyse a text and write its answer, without waiting.",
    buckets=_SECONDS,
)
SPANS = Counter("levelhead_spans", "Spans reported.", ["category"])
LEXICON_LOADS = Counter(
    "levelhead_lexicon_loads", "Lexicons loaded or refused, at start and by reloads.", ["result"]
)
PROFILE_LOADS = Counter(
    "levelhead_profile_loads", "Profiles loaded or refused, at start and by reloads.", ["result"]
)
PROFILE_TEXTS = Counter("levelhead_profile_texts", "Texts analysed with a profile.", ["profile"])
REDIS_FAILURES = Counter(
    "levelhead_redis_failures", "Times that Redis did not answer and rates were counted here."
)
LOST_LINES = Counter("levelhead_log_lines_lost", "Log lines that could not be written.")

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}


def method_of(given: str) -> str:
    """The method if it is one of HTTP, else `other`: a client may send any word."""
    return given if given in _METHODS else "other"


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request."""
    count, time = _request(method, route, status)
    count.inc()
    time.observe(seconds)


def analysed(chars: int, seconds: float, categories: Iterable[str]) -> None:
    """Count a text and what was found in it; `categories` has one item for each span."""
    TEXT_CHARS.observe(chars)
    ANALYSIS_SECONDS.observe(seconds)
    for category, spans in collections.Counter(categories).items():
        _spans(category).inc(spans)


# Finding a series by its labels takes longer than counting; there are few of them.
@cache
def _request(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), REQUEST_SECONDS.labels(method, route)


@cache
def _spans(category: str) -> Counter:
    return SPANS.labels(category)


class About(Collector):
    """The running version, and the lexicon of the worker that is asked."""

    def __init__(self, version: str, lexicon: str) -> None:
        self.version = version
        self.lexicon = lexicon

    def collect(self) -> Iterator[Metric]:
        """Yield a series for each, with the value 1."""
        build = {"version": self.version}
        yield InfoMetricFamily("levelhead_build", "The version that runs.", build)
        lexicon = {"hash": self.lexicon}
        yield InfoMetricFamily("levelhead_lexicon", "The word lists in use.", lexicon)


def exposition(about: About, accept: str) -> tuple[bytes, str]:
    """All metrics of all workers and their media type, in the format that `accept` prefers."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(about)
    encode, media_type = choose_encoder(accept)
    return encode(registry), media_type
