"""The gold sets of claims are well formed, and their marks are where they say."""

from pathlib import Path

import pytest

from evaluation.claims.gold import HERE, SETS, ClaimPair, Sentence, read

SENTENCE = (
    '{"id": "said-1", "text": "Rain, said Ana.", "attributions": [{"verb": "said", "verb_start": 6,'
    ' "source": "Ana", "source_start": 11, "stance": "neutral", "source_kind": "named",'
    ' "direct": false}]}'
)


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_well_formed_and_no_id_is_used_twice(name: str) -> None:
    ids = [item.id for item in read(HERE / f"{name}.read.jsonl", SETS[name])]
    assert len(ids) == len(set(ids)) >= 60


def test_the_pairs_of_a_trap_never_make_the_same_claim() -> None:
    pairs = read(HERE / "same_claim.read.jsonl", ClaimPair)
    assert all(pair.same is (pair.trap is None) for pair in pairs)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Input data was truncated"),
        (SENTENCE.replace('"direct": false', '"direct": 0'), "Expected `bool`, got `int`"),
        (SENTENCE.replace("neutral", "polite"), "Invalid enum value 'polite'"),
        (SENTENCE.replace(": 6", ": 7"), "'said' is not at 7"),
        (SENTENCE.replace(": 11", ": null"), "'Ana' is not at None"),
    ],
)
def test_an_item_that_is_not_well_formed_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "attributions.read.jsonl"
    path.write_text(f"{SENTENCE}\n{line}\n")
    with pytest.raises(ValueError, match=r"attributions\.read\.jsonl:2: ") as error:
        list(read(path, Sentence))
    assert reason in str(error.value)
