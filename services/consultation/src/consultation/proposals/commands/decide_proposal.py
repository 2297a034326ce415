"""The point of contact takes a proposal a step on: screened, judged, merged, adopted, declined; with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, insert, select

from constancia_bus.transaction import Transaction
from constancia_events.consultation import ProposalDecided
from constancia_events.vocabulary import ProposalStep, ResponseOutcome, SmartCriterion
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.projections import registry
from consultation.proposals.errors import MemberNeeded, MergedIntoItself, NoProposal, ProposedNothing, StepUnfit
from consultation.proposals.tables import proposal_steps
from consultation.responses.commands.answer_comments import AnswerComments, Change, answer_comments

_NEXT: Final[Mapping[ProposalStep, frozenset[ProposalStep]]] = {
    ProposalStep.RECEIVED: frozenset({ProposalStep.SCREENED, ProposalStep.DECLINED}),
    ProposalStep.SCREENED: frozenset({ProposalStep.JUDGED, ProposalStep.MERGED, ProposalStep.DECLINED}),
    ProposalStep.JUDGED: frozenset(
        {ProposalStep.JUDGED, ProposalStep.MERGED, ProposalStep.ADOPTED, ProposalStep.DECLINED}
    ),
    ProposalStep.MERGED: frozenset(),
    ProposalStep.ADOPTED: frozenset(),
    ProposalStep.DECLINED: frozenset(),
}
_ENDS: Final[Mapping[ProposalStep, ResponseOutcome]] = {
    ProposalStep.MERGED: ResponseOutcome.PARTLY,
    ProposalStep.ADOPTED: ResponseOutcome.ACCEPTED,
    ProposalStep.DECLINED: ResponseOutcome.DECLINED,
}
"""What ends a proposal answers it: one does not have to be answered again."""
_NEEDED: Final[Mapping[ProposalStep, tuple[str, ...]]] = {
    ProposalStep.RECEIVED: (),
    ProposalStep.SCREENED: (),
    ProposalStep.JUDGED: ("criteria",),
    ProposalStep.MERGED: ("reason", "into"),
    ProposalStep.ADOPTED: ("reason", "commitment"),
    ProposalStep.DECLINED: ("reason",),
}
"""What each step consists of."""
_ALIVE: Final = frozenset({ProposalStep.SCREENED, ProposalStep.JUDGED, ProposalStep.ADOPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideProposal:
    """`criteria`: whether each SMART criterion is met, and why. `into`: the proposal it goes on in."""

    consultation: str
    comment: str
    step: ProposalStep
    reason: dict[str, str] | None
    criteria: Mapping[SmartCriterion, tuple[bool, dict[str, str]]] | None
    into: str | None
    commitment: int | None


async def decide_proposal(tx: Transaction, command: DecideProposal) -> Comment:
    """Take it on and say so.

    Raises CommentNotFound, NoProposal, StepUnfit, MemberNeeded, MergedIntoItself, ProposedNothing, HiddenNow.
    """
    ids = {command.comment} | ({command.into} if command.into else set())
    held = {one.id: one for one in await comment_store.hold(tx, command.consultation, *ids)}
    before = held[command.comment]
    if before.step is None:
        raise NoProposal(comment=before.id)
    if command.step not in _NEXT[before.step]:
        raise StepUnfit(step=before.step, possible=", ".join(sorted(_NEXT[before.step])))
    await _check_members(tx, before, held.get(command.into or ""), command)
    after = replace(before, step=command.step, version=before.version + 1)
    await comment_store.save(tx, after)
    of = proposal_steps.c
    last = await tx.connection.scalar(select(func.max(of.number)).where(of.comment == after.id))
    row = {"comment": after.id, "number": (last or 0) + 1, "step": command.step.value, "reason": command.reason}
    row |= {"criteria": _criteria(command), "into": command.into, "commitment": command.commitment}
    await tx.connection.execute(insert(proposal_steps).values(**row, decided_at=tx.now))
    event = ProposalDecided(
        consultation=after.consultation,
        plan=after.plan,
        comment=after.id,
        step=command.step,
        into=command.into,
        commitment=command.commitment,
    )
    tx.record(event, stream=after.stream, version=after.version)
    if command.step in _ENDS:
        await _answer(tx, after, command)
    return await comment_store.load(tx.connection, after.consultation, after.id)


async def _check_members(tx: Transaction, before: Comment, into: Comment | None, command: DecideProposal) -> None:
    for name in _NEEDED[command.step]:
        if getattr(command, name) is None:
            raise MemberNeeded.at(f"/{name}", member=name)
    if command.criteria is not None and set(command.criteria) != set(SmartCriterion):
        raise MemberNeeded.at("/criteria", member=", ".join(SmartCriterion))
    if command.step is ProposalStep.MERGED and (into is None or into.id == before.id or into.step not in _ALIVE):
        raise MergedIntoItself.at("/into")
    if command.step is ProposalStep.ADOPTED and command.commitment is not None:
        known = await registry.find_commitment(tx.connection, before.plan, command.commitment)
        if known is None:
            raise ProposedNothing.at("/commitment", commitment=command.commitment)


async def _answer(tx: Transaction, comment: Comment, command: DecideProposal) -> None:
    if comment.response is not None or command.reason is None:
        return
    change: tuple[Change, ...] = ()
    if command.step is ProposalStep.ADOPTED and command.commitment is not None:
        newest = await registry.find_change(tx.connection, comment.plan, command.commitment, None, None)
        # A commitment that was on record before the proposal came was not made by it; that can be linked later.
        if newest is not None and newest.changed_at >= comment.received_at:
            change = (Change(commitment=command.commitment, position=newest.position),)
    answer = AnswerComments(
        consultation=comment.consultation,
        comments=(comment.id,),
        institution=None,
        outcome=_ENDS[command.step],
        text=command.reason,
        changes=change,
    )
    await answer_comments(tx, answer)


def _criteria(command: DecideProposal) -> dict[str, Any] | None:
    if command.criteria is None:
        return None
    return {one.value: {"met": met, "reason": reason} for one, (met, reason) in command.criteria.items()}
