"""Times the peers of PyPI: reads a file of texts once, then a peer's name a line.

Each line is answered with one line of JSON: seconds for each text, and what was found in all of
them. Runs in the peers' own environment: `python runner.py TEXTS`.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from proselint.checks import __register__
from proselint.registry import CheckRegistry
from proselint.tools import LintFile
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

CheckRegistry().register_many(__register__)
vader = SentimentIntensityAnalyzer()


def proselint(text: str) -> int:
    """Its suggestions."""
    return len(LintFile("article.txt", text).lint())


def vader_sentiment(text: str) -> int:
    """One number for the whole text: 1 when it is not neutral."""
    return int(vader.polarity_scores(text)["compound"] != 0)


def textblob(text: str) -> int:
    """One number for the whole text: 1 when it is not neutral."""
    return int(TextBlob(text).sentiment.polarity != 0)


PEERS = {"proselint": proselint, "vaderSentiment": vader_sentiment, "textblob": textblob}


def main() -> None:
    """Answer until the input ends."""
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for line in sys.stdin:
        name = line.strip()
        seconds = []
        findings = 0
        for text in texts:
            started = time.perf_counter()
            findings += PEERS[name](text)
            seconds.append(time.perf_counter() - started)
        answer = {"version": version(name), "findings": findings, "seconds": seconds}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
