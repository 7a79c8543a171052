"""GET /profiles: the newsrooms' own words, and what they want of the lexicon's."""

from datetime import date
from typing import Annotated

import msgspec
from fastapi import Path, Response
from msgspec import UNSET, Meta, Struct, UnsetType

from levelhead.engine.report import Share
from levelhead.lexicon.profile import Profile
from levelhead.service.middleware.problem import Problem
from levelhead.service.routes import openapi
from levelhead.service.routes.body import JSON
from levelhead.service.routes.dependencies import CurrentEngine, IfNoneMatch
from levelhead.service.routes.lexicons import LexiconRule, rule_of
from levelhead.service.routes.responses import StructResponse, tagged
from levelhead.types import Quotes, Role

router = openapi.make_router("profiles", *openapi.REFUSALS)


class ProfileSummary(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A profile, and how many words of its own it has."""

    name: str
    about: str
    hash: Annotated[str, Meta(description="The hash of its files and of those that it extends.")]
    extends: str | UnsetType = UNSET
    rules: int


class ProfileList(Struct, frozen=True, forbid_unknown_fields=True):
    """All profiles of the service."""

    profiles: tuple[ProfileSummary, ...]


class AllowedTerm(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A term that is not flagged; on each desk and in each block, unless some are named."""

    term: str
    reason: str
    until: Annotated[
        date | UnsetType, Meta(description="The last day on which it is not flagged.")
    ] = UNSET
    desks: tuple[str, ...] | UnsetType = UNSET
    roles: tuple[Role, ...] | UnsetType = UNSET


class ProfileDetails(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A profile, together with the one that it extends."""

    name: str
    about: str
    hash: str
    extends: str | UnsetType = UNSET
    rules: Annotated[tuple[LexiconRule, ...], Meta(description="Its own rules.")]
    strengths: Annotated[
        dict[str, float], Meta(description="Rules that count more or less than in the lexicon.")
    ]
    off: Annotated[tuple[str, ...], Meta(description="Rules that are switched off.")]
    off_categories: tuple[str, ...]
    thresholds: Annotated[dict[str, Share], Meta(description="The least score by category.")]
    allowed: tuple[AllowedTerm, ...]
    min_score: Share
    quotes: Quotes


ProfileName = Annotated[
    str,
    Path(
        description="As `profile` in a request.",
        openapi_examples={"magazine": {"value": "magazine"}},
    ),
]
_NO_PROFILE = "unknown profile"


@router.get(
    "/profiles",
    summary="All profiles",
    response_model=openapi.schema_of(ProfileList),
    response_description="The profiles.",
)
async def profiles(engine: CurrentEngine) -> Response:
    """List the profiles that a request may name."""
    return StructResponse(ProfileList(tuple(map(_summary, engine.profiles.values()))))


@router.get(
    "/profiles/{name}",
    summary="One profile",
    response_model=openapi.schema_of(ProfileDetails),
    response_description="The profile.",
    responses={**openapi.NOT_MODIFIED, **openapi.problems(Problem(404, _NO_PROFILE))},
)
async def profile(
    engine: CurrentEngine, name: ProfileName, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return all that a profile says, with what it takes over from the one that it extends."""
    found = engine.profiles.get(name)
    if found is None:
        raise Problem(404, _NO_PROFILE)
    return tagged(if_none_match, msgspec.json.encode(_details(found)), found.hash, JSON)


def _summary(profile: Profile) -> ProfileSummary:
    return ProfileSummary(
        name=profile.name,
        about=profile.about,
        hash=profile.hash,
        extends=profile.extends or UNSET,
        rules=len(profile.words.entries),
    )


def _details(profile: Profile) -> ProfileDetails:
    words = profile.words
    return ProfileDetails(
        name=profile.name,
        about=profile.about,
        hash=profile.hash,
        extends=profile.extends or UNSET,
        rules=tuple(rule_of(entry, words) for entry in words.entries.values()),
        strengths={id_: changed.value for id_, changed in profile.strengths.items()},
        off=tuple(sorted(profile.off)),
        off_categories=tuple(sorted(profile.off_categories)),
        thresholds=dict(profile.thresholds),
        allowed=tuple(
            AllowedTerm(
                term=a.term,
                reason=a.reason,
                until=a.until or UNSET,
                desks=tuple(sorted(a.desks)) or UNSET,
                roles=tuple(sorted(a.roles)) or UNSET,
            )
            for a in profile.allowed
        ),
        min_score=profile.min_score,
        quotes=profile.quotes,
    )
