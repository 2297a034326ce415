"""What is exported: each table's columns with what they mean, and its rows. No address, nothing hidden."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from constancia_web.tables import as_csv
from consultation.comments.schemas import CommentOut
from consultation.moderation.schemas import ActOut
from consultation.proposals.schemas import StepOut
from consultation.questionnaires.schemas import QuestionnaireOut
from consultation.responses.schemas import ResponseOut


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a Table Schema describes it."""

    name: str
    type: str
    description: str


COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "comments": (
        Column("id", "string", "The comment's key"),
        Column("received_at", "datetime", "When it came in, in UTC"),
        Column("sector", "string", "Who speaks: citizen, civil_society, academia, private, government, other"),
        Column("language", "string", "The language of the text, by ISO 639; empty while it is held or hidden"),
        Column("title", "string", "Of a proposal"),
        Column("text", "string", "What was said; empty while it is hidden"),
        Column("name", "string", "What its author wants to be called"),
        Column("department", "string", "Where its author speaks from, by ISO 3166-2"),
        Column("theme", "integer", "The theme of the plan that it speaks of"),
        Column("commitment", "integer", "The commitment that it speaks of"),
        Column("in_reply_to", "string", "The comment that it replies to"),
        Column("visibility", "string", "published or hidden"),
        Column("rule", "string", "The published rule by which it is hidden or was redacted"),
        Column("redactions", "integer", "How many passages with personal data were taken out"),
        Column("text_sha256", "string", "SHA-256 of the text as it came in, in UTF-8"),
        Column("institution", "string", "Who owes the answer"),
        Column("due_on", "date", "By when, in the plan's time zone"),
        Column("state", "string", "received, assigned or answered"),
        Column("outcome", "string", "What the answer says: accepted, partly or declined"),
        Column("response", "string", "The key of the answer"),
        Column("led_to_change", "boolean", "Whether a change of the plan is put down to it"),
        Column("endorsements", "integer", "How many others stand by it"),
        Column("step", "string", "How far a proposal has come"),
    ),
    "responses": (
        Column("id", "string", "The answer's key"),
        Column("institution", "string", "Who answered; empty for the point of contact of the plan"),
        Column("outcome", "string", "accepted, partly or declined"),
        Column("answered_at", "datetime", "When, in UTC"),
        Column("text_es", "string", "The answer in Spanish"),
        Column("text_en", "string", "The answer in English"),
        Column("comments", "integer", "How many comments it answers"),
        Column("changes", "string", "Commitments and goals that it changed, separated by blanks"),
    ),
    "moderation": (
        Column("comment", "string", "The comment's key"),
        Column("number", "integer", "Counts the acts about one comment from 1"),
        Column("act", "string", "hold, release, hide, restore, redact, appeal, dismiss_appeal"),
        Column("rule", "string", "The published rule"),
        Column("role", "string", "As what it was done: platform, moderator, point_of_contact, author"),
        Column("institution", "string", "For whom the moderator acted"),
        Column("reason_es", "string", "Why, in Spanish"),
        Column("reason_en", "string", "Why, in English"),
        Column("passages", "integer", "Of a redaction: how many passages were taken out"),
        Column("characters", "integer", "Of a redaction: how much of the text that was"),
        Column("acted_at", "datetime", "When, in UTC"),
    ),
    "proposal_steps": (
        Column("comment", "string", "The proposal's key"),
        Column("step", "string", "screened, judged, merged, adopted or declined"),
        Column("reason_es", "string", "Why, in Spanish"),
        Column("criteria_met", "string", "SMART criteria that are met, separated by blanks"),
        Column("into", "string", "The proposal as part of which it goes on"),
        Column("commitment", "integer", "The commitment that it was adopted into"),
        Column("decided_at", "datetime", "When, in UTC"),
    ),
    "questionnaire": (
        Column("theme", "integer", "The theme of the plan"),
        Column("institutions", "string", "Who answered together, separated by blanks"),
        Column("rating", "string", "poor, intermediate or satisfactory; empty where none is on record"),
        Column("question", "integer", "The number of the question; empty for a rating alone"),
        Column("point", "string", "What was said"),
    ),
}
DESCRIPTIONS: Final = {
    "comments": "Comments and proposals, with the tombstones of those that are hidden",
    "responses": "Reasoned answers",
    "moderation": "The register of moderation: every act, by which rule, as what and when",
    "proposal_steps": "The way of each proposal, with reasons",
    "questionnaire": "Answers to the questionnaire, one row for each point",
}


def comment_row(one: CommentOut) -> dict[str, Any]:
    """A comment, flat."""
    text = one.text or {}
    language = next(iter(text), "") if "es" not in text else "es"
    plain = one.model_dump(mode="json", exclude={"text", "moderation", "answered", "consultation"})
    rule = one.moderation.rule if one.moderation else None
    return {**plain, "language": language, "text": text.get(language, ""), "rule": rule}


def response_row(one: ResponseOut) -> dict[str, Any]:
    """An answer, flat."""
    plain = one.model_dump(mode="json", include={"id", "institution", "outcome", "answered_at"})
    changes = [f"{c.commitment}" if c.goal is None else f"{c.commitment}.{c.goal}" for c in one.changes]
    return {**plain, **_texts("text", one.text), "comments": len(one.comments), "changes": " ".join(changes)}


def act_row(one: ActOut) -> dict[str, Any]:
    """An act of moderation, flat."""
    return {**one.model_dump(mode="json", exclude={"reason"}), **_texts("reason", one.reason or {})}


def step_rows(comment: str, steps: Iterable[StepOut]) -> list[dict[str, Any]]:
    """The steps of a proposal, flat."""
    return [
        {
            **one.model_dump(mode="json", include={"step", "into", "commitment", "decided_at"}),
            "comment": comment,
            "reason_es": (one.reason or {}).get("es", ""),
            "criteria_met": " ".join(name for name, judged in (one.criteria or {}).items() if judged["met"]),
        }
        for one in steps
    ]


def questionnaire_rows(found: QuestionnaireOut | None) -> list[dict[str, Any]]:
    """Answers, one row for each point; an answer without points has one row."""
    rows: list[dict[str, Any]] = []
    for one in found.answers if found else ():
        shared = {"theme": one.theme, "institutions": " ".join(one.institutions), "rating": one.rating}
        points = [(int(question), point) for question, said in one.points.items() for point in said]
        rows += [{**shared, "question": question, "point": point} for question, point in points] or [shared]
    return rows


def table_of(name: str, rows: Iterable[dict[str, Any]], *, bom: bool) -> bytes:
    """One of the tables as CSV."""
    columns = [column.name for column in COLUMNS[name]]
    return as_csv(columns, ([row.get(column) for column in columns] for row in rows), bom=bom)


def data_package(consultation: str, title: str, origin: str, made_at: datetime, names: Sequence[str]) -> dict[str, Any]:
    """A Data Package (version 1) that describes the files of a consultation, each at its fixed address."""
    base = f"{origin}/v1/consultations/{consultation}/export"
    return {
        "profile": "tabular-data-package",
        "name": consultation,
        "title": title,
        "created": made_at.isoformat(),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.replace("_", "-"),
                "title": DESCRIPTIONS[name],
                "path": f"{base}/{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {
                    "lineTerminator": "\r\n",
                    "delimiter": ",",
                    "quoteChar": '"',
                    "doubleQuote": True,
                    "header": True,
                },
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "type": column.type,
                            "description": column.description,
                            **({"format": "any"} if column.type == "datetime" else {}),
                        }
                        for column in COLUMNS[name]
                    ],
                    "missingValues": [""],
                },
            }
            for name in names
        ],
    }


def as_json(said: Any) -> bytes:
    """JSON in UTF-8, readable."""
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _texts(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": texts.get(language, "") for language in ("es", "en")}
