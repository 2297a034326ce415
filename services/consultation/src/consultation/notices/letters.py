"""What letters say: plain text in the reader's language, with nothing in it that was not public or theirs."""

from dataclasses import dataclass
from typing import Final

from constancia_web.translations import Translations

_RECEIVED: Final = """\
Your comment is on record.

Consultation: {title}
Code of your receipt: {code}
Received: {received_at}
SHA-256 of your text: {text_sha256}

With the code you can see at any time what became of your comment, appeal, and endorse the comments of others:
{receipt_page}
Keep the code to yourself. Whoever has it can do the same.
"""
_MODERATED: Final = """\
Something was done about your comment ({code}) by the published rules.

Consultation: {title}
What: {act}
Reason: {reason}

You can see it, and appeal, with the code of your receipt:
{receipt_page}
"""
_ANSWERED: Final = """\
Your comment ({code}) has an answer.

Consultation: {title}
By: {institution}
Outcome: {outcome}

{answer}

The comment with its answer: {comment_page}
"""
_CHANGED: Final = """\
Your comment ({code}) led to a change of the plan.

Consultation: {title}
What changed: {changes}

The comment with its answer: {comment_page}
"""
_LEAVE: Final = """\
--
You left this address for the answer to your comment; nobody sees it. To have it erased, open {receipt_page} with the
code of your receipt. Otherwise it is erased on {erase_on}.
"""
_DIGEST: Final = """\
{waiting} comments wait for the answer of {institution}; {overdue} of them should have been answered by now.

{listed}

Answer them over the API: {docs_page}
"""
SUBJECTS: Final = {
    "received": "Your comment is on record",
    "moderated": "About your comment",
    "answered": "An answer to your comment",
    "changed": "Your comment led to a change",
    "digest": "Comments that wait for your answer",
}
BODIES: Final = {
    "received": _RECEIVED,
    "moderated": _MODERATED,
    "answered": _ANSWERED,
    "changed": _CHANGED,
    "digest": _DIGEST,
}
LEAVE: Final = _LEAVE


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to be sent."""

    language: str
    subject: str
    body: str


def written(translations: Translations, language: str, kind: str, *, leave: bool, **values: object) -> Letter:
    """A letter of a kind in `language`; with `leave`, how to be written to no more stands below."""
    body = translations.text(language, BODIES[kind], **values)
    if leave:
        body += "\n" + translations.text(language, LEAVE, **values)
    return Letter(language, translations.text(language, SUBJECTS[kind]), body)
