"""What changed between two texts of one thing, field by field. Pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commitments.plan.life import Transition


class ChangeKind(StrEnum):
    """What was changed."""

    PLAN = "plan"
    COMMITMENT = "commitment"
    GOAL = "goal"
    TRANSITION = "transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field by the name that the API gives it (`fields.problem` for one of the template's), before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version of a thing's text, or a step of the plan's life (then without a text).

    `in_log` says whether it belongs in the public log of changes: a first text that was no amendment does not.
    """

    kind: ChangeKind
    commitment: int | None = None
    goal: int | None = None
    version: int
    reason: dict[str, str] | None
    fields: tuple[FieldChange, ...]
    text: dict[str, Any] | None
    in_log: bool


def text_changed(  # noqa: PLR0913 - the members of a change, by name
    kind: ChangeKind,
    *,
    version: int,
    before: Mapping[str, Any] | None,
    after: dict[str, Any],
    reason: dict[str, str] | None,
    commitment: int | None = None,
    goal: int | None = None,
) -> Change:
    """The change from one text to another; `before` is None for a first text, which is logged when it has a reason."""
    return Change(
        kind=kind,
        commitment=commitment,
        goal=goal,
        version=version,
        reason=reason,
        fields=tuple(differences(before or {}, after)),
        text=after,
        in_log=before is not None or reason is not None,
    )


def state_changed(step: Transition, *, version: int) -> Change:
    """A step of the plan's life as a change of its state; the state in which a plan was entered is no change."""
    field = FieldChange(field="state", before=step.before and step.before.value, after=step.state.value)
    return Change(
        kind=ChangeKind.TRANSITION,
        version=version,
        reason=step.reason,
        fields=(field,),
        text=None,
        in_log=step.before is not None,
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Every field in which two texts differ, in the order of the later one; what one lacks is null."""
    old, new = _flat(before), _flat(after)
    for field in [*new, *(field for field in old if field not in new)]:
        if old.get(field) != new.get(field):
            yield FieldChange(field=field, before=old.get(field), after=new.get(field))


def _flat(text: Mapping[str, Any]) -> dict[str, Any]:
    """The text with each of the template's texts as a field of its own; an empty list says as much as none."""
    flat: dict[str, Any] = {}
    for name, value in text.items():
        if name == "fields":
            flat |= {f"fields.{inner}": inside for inner, inside in value.items()}
        else:
            flat[name] = None if value == [] else value
    return flat
