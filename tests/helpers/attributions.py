"""The attributions of a text, as the service reports them and as the tests write them."""

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.report import Attribution, Report
from tests.helpers.lexicons import LEXICON

INCLUDED = Options(include=frozenset(("attributions",)))


def report_of(*blocks: Block, options: Options = INCLUDED) -> Report:
    return analyze(blocks, LEXICON, options)


def attributions_of(*blocks: Block, options: Options = INCLUDED) -> list[Attribution]:
    return [*(report_of(*blocks, options=options).attributions or ())]


def written(found: Attribution) -> str:
    source = found.source.text if found.source else "-"
    direct = " direct" if found.direct else ""
    return f"{found.verb.text} < {source}: {found.stance} {found.source_kind}{direct}"
