"""A lead institution cites an address as proof of a goal, or of one of its subgoals."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from constancia_bus.transaction import Transaction
from constancia_events.evidence import FilePart
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_urls.reading import read
from evidence.files.errors import FileUnknown
from evidence.files.tables import files
from evidence.means_of_verification import queries, store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence
from evidence.means_of_verification.description import Description
from evidence.means_of_verification.errors import AlreadyCited, GoalUnknown, NotTheLead, SchemeRefused, SubgoalUnknown
from evidence.projections import promises

_NEVER: Final = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteAsLead:
    """`url` is kept exactly as it is given; `institution` the one that speaks."""

    url: str
    goal: GoalKey
    subgoal: int | None
    kind: EvidenceKind
    description: Description
    file: str | None
    """The SHA-256 of the uploaded file that is cited, then `url` is made of it."""
    institution: str | None


async def cite_as_lead(tx: Transaction, command: CiteAsLead) -> MeansOfVerification:
    """Add the use behind those that the goal has, and say so.

    Raises GoalUnknown, NotTheLead, SubgoalUnknown, FileUnknown, SchemeRefused, AlreadyCited, EvidenceIdTaken.
    """
    await refuse_strangers(tx, command.goal, command.subgoal, command.institution)
    description = command.description
    if command.file is not None:
        description = replace(description, file=await _uploaded(tx, command.file))
    elif (scheme := read(command.url).scheme) in _NEVER:
        raise SchemeRefused.at("/url", scheme=scheme)
    before = await store.hold(tx, command.url)
    if any((use.goal, use.subgoal) == (command.goal, command.subgoal) for use in before.uses_now):
        raise AlreadyCited(evidence=before.id)
    order = await queries.next_place(tx.connection, command.goal)
    cited = CiteEvidence(
        url=command.url,
        goal=command.goal,
        subgoal=command.subgoal,
        kind=command.kind,
        order=order,
        from_file=False,
        description=description,
    )
    return await cite_evidence(tx, cited)


async def _uploaded(tx: Transaction, sha256: str) -> FilePart:
    row = (await tx.connection.execute(select(files).where(files.c.sha256 == sha256))).first()
    if row is None:
        raise FileUnknown.at("/file", sha256=sha256)
    return FilePart(sha256=sha256, media_type=row.media_type, size=row.size)


async def refuse_strangers(tx: Transaction, goal: GoalKey, subgoal: int | None, institution: str | None) -> None:
    """Let only a lead of the commitment go on, and only with a subgoal that there is.

    Raises GoalUnknown, NotTheLead, SubgoalUnknown.
    """
    known = await promises.find(tx.connection, goal)
    if known is None:
        raise GoalUnknown(**goal.model_dump())
    if institution not in known.leads:
        raise NotTheLead(commitment=goal.commitment, leads=", ".join(sorted(known.leads)))
    if subgoal is not None and subgoal not in known.subgoals:
        raise SubgoalUnknown.at("/subgoal", goal=goal.goal, commitment=goal.commitment, subgoal=subgoal)
