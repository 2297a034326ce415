"""From what was sent, over the API or by a form, to what is taken: one way for both, with the same refusals."""

from dataclasses import dataclass

from starlette.requests import Request

from constancia_bus.transaction import Transactions
from constancia_web.limits import address_of
from consultation.comments.commands.submit_comment import SubmitComment, Submitted, submit_comment
from consultation.comments.errors import (
    EmailUnfit,
    NoMail,
    PersonalDataFound,
    ShortTooLong,
    TextEmpty,
    TextTooLong,
    TextUnreadable,
)
from consultation.comments.schemas import MOST_NAME, MOST_TITLE, CommentIn
from consultation.comments.wording import MOST_CHARACTERS, has_unreadable, has_words, personal_data, tidied
from consultation.contacts.store import is_email
from consultation.guard.guard import Guard
from consultation.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Taking:
    """What it takes to take comments; built once, when the app is."""

    guard: Guard
    secrets: Secrets
    contact_days: int
    mails: bool


async def take(  # noqa: PLR0913 - what a post is made of
    taking: Taking,
    request: Request,
    transactions: Transactions,
    consultation: str,
    sent: CommentIn,
    *,
    form: str | None = None,
) -> Submitted:
    """Take one comment; `form` is the number of the form that it came in.

    Raises what `submit_comment` raises, and ProofInvalid, TooManyComments, TooManyUnchecked, PersonalDataFound and the
    refusals of single fields.
    """
    text = readable(sent.text)
    title, author = _short("/title", sent.title, MOST_TITLE), _short("/name", sent.name, MOST_NAME)
    email = (sent.email or "").strip() or None
    if email is not None and not taking.mails:
        raise NoMail.at("/email")
    if email is not None and not is_email(email):
        raise EmailUnfit.at("/email")
    found = sorted({passage.kind.value for part in (text, title, author) if part for passage in personal_data(part)})
    if found and not sent.personal_data_seen:
        raise PersonalDataFound.at("/text", kinds=", ".join(found))
    proof = await taking.guard.prove(sent.proof)
    client = address_of(request.scope)
    # The same words are the same comment when they come by the same form, or else from the same connection.
    said = (consultation, text, title, author, sent.sector.value, email, sent.in_reply_to)
    post = taking.guard.fingerprint(*said, form or client)
    command = SubmitComment(
        consultation=consultation,
        language=sent.language,
        text=text,
        sector=sent.sector,
        title=title,
        author=author,
        email=email,
        department=sent.department,
        theme=sent.theme,
        commitment=sent.commitment,
        in_reply_to=sent.in_reply_to,
        proof=proof,
        post=post,
        contact_days=taking.contact_days,
    )
    taking.guard.count(client, checked=proof is not None)
    async with transactions(actor="public") as tx:
        return await submit_comment(tx, taking.secrets, command)


def readable(typed: str, pointer: str = "/text") -> str:
    """A text as it is kept. Raises TextUnreadable, TextEmpty, TextTooLong."""
    if has_unreadable(typed.replace("\r", "")):
        raise TextUnreadable.at(pointer)
    text = tidied(typed)
    if not has_words(text):
        raise TextEmpty.at(pointer)
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong.at(pointer, most=MOST_CHARACTERS, length=len(text))
    return text


def _short(pointer: str, typed: str | None, most: int) -> str | None:
    if typed is None or not typed.strip():
        return None
    if has_unreadable(typed) or "\n" in typed.strip():
        raise TextUnreadable.at(pointer)
    text = tidied(typed)
    if not text:
        return None
    if len(text) > most:
        raise ShortTooLong.at(pointer, most=most)
    return text
