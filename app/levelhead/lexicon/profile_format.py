"""`profile.toml` as it is written; docs/profiles.md describes it for newsrooms."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from levelhead.lexicon.format import Text
from levelhead.types import Quotes, Role

NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# What one profile may hold: far more than house rules have, little enough for a process to keep.
MAX_ALLOWED = 1_000
MAX_ENTRIES = 5_000
STRENGTHS = (1, 1.5, 2, 2.5, 3)  # as in the lexicon


def _name(value: str) -> str:
    if not re.fullmatch(NAME, value):
        raise PydanticCustomError("name", "is not small letters, digits and single hyphens")
    return value


def _strength(value: object) -> object:
    if value != "off" and (isinstance(value, bool) or value not in STRENGTHS):
        raise PydanticCustomError("strength", 'should be "off" or one of 1, 1.5, 2, 2.5 and 3')
    return value


def _threshold(value: object) -> object:
    if isinstance(value, bool) or not (
        value == "off" or (isinstance(value, int | float) and 0 <= value <= 1)
    ):
        raise PydanticCustomError("threshold", 'should be "off" or a number from 0 to 1')
    return value


Score = Annotated[float, Field(ge=0, le=1)]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RawAllowed(_Raw):
    """A term that is not flagged; the reason by itself is short for one without conditions."""

    reason: Text
    until: date | None = None
    desks: Annotated[list[Text], Field(min_length=1)] = []
    roles: Annotated[list[Role], Field(min_length=1)] = []


def _with_reason(value: object) -> object:
    if isinstance(value, str):
        return {"reason": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("allowed", "should be a reason, or a table with a reason")
    return value


class ProfileFile(_Raw):
    """All that a profile.toml may say."""

    about: Text
    extends: Annotated[str, AfterValidator(_name)] | None = None
    min_score: Score = 0.0
    quotes: Quotes = "report"
    rules: dict[str, Annotated[str | float, PlainValidator(_strength)]] = {}
    categories: dict[str, Annotated[str | float, PlainValidator(_threshold)]] = {}
    allow: Annotated[
        dict[Text, Annotated[RawAllowed, BeforeValidator(_with_reason)]],
        Field(max_length=MAX_ALLOWED),
    ] = {}
