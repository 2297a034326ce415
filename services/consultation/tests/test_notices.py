"""Notices: to those who left an address, to institutions of what waits; at least once, and no address anywhere else."""

import email
import email.policy
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from constancia_web.translations import Translations
from consultation.forgetting import forget
from consultation.notices.digest import issue_digests
from consultation.notices.letters import Letter
from consultation.notices.mail import FolderMailer, NotSent, SmtpMailer
from consultation.notices.postman import Postman

ANA = "ana.perez@correo.example"


class Mailbox:
    """Keeps letters; while `broken`, takes none."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Letter]] = []
        self.broken = False

    async def send(self, to: str, letter: Letter, number: int) -> None:
        if self.broken:
            message = "away"
            raise NotSent(message)
        self.letters.append((to, letter))


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def postman(public: Any, mailbox: Mailbox) -> Postman:
    """A postman of the test's own, beside that of the worker."""
    state = public.platform.apps["consultation"].state
    return Postman(
        transactions=state.transactions,
        secrets=state.secrets,
        mailer=mailbox,
        translations=Translations.load("constancia_web", "constancia_pages", "consultation"),
        origin="http://testserver",
    )


async def carried(public: Any, postman: Postman) -> None:
    """Send what is due; what the worker's own postman took is due again."""
    await public.database.execute(
        "update notices set settled_at = null, outcome = null, due_at = made_at where outcome is distinct from 'seen'"
    )
    while await postman.round():
        pass
    await public.database.execute("update notices set outcome = 'seen'")


async def test_an_author_is_told_of_receipt_moderation_and_answer_in_their_language(
    public: Any, postman: Postman, mailbox: Mailbox
) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "¿Y mi municipio?", email=ANA)
    english = await public.comment(consultation, "And mine?", email="bob@mail.example", language="en")
    await carried(public, postman)
    assert [(to, letter.subject) for to, letter in mailbox.letters] == [
        (ANA, "Su comentario consta"),
        ("bob@mail.example", "Your comment is on record"),
    ]
    first = mailbox.letters[0][1]
    assert made["code"] in first.body
    assert "http://testserver/consultas/recibo" in first.body
    assert made["code"] not in "".join(line for line in first.body.splitlines() if "http" in line), "in no address"
    assert "/en/consultations/receipt" in mailbox.letters[1][1].body
    assert english["code"] in mailbox.letters[1][1].body
    mailbox.letters.clear()
    await public.moderate(consultation, [made["comment"]], "hide", rule="off_topic", reason={"es": "Por error"})
    await public.moderate(consultation, [made["comment"]], "restore", reason={"es": "Era pertinente"})
    answer = {"comments": [made["comment"]], "outcome": "partly", "text": {"es": "En el próximo plan."}}
    await public.client.post(f"/v1/consultations/{consultation}/responses", json=answer, headers=public.contact)
    await carried(public, postman)
    bodies = [letter.body for to, letter in mailbox.letters if to == ANA]
    assert len(bodies) == 3
    assert "Era pertinente" in bodies[1]
    assert "En el próximo plan." in bodies[2]
    assert "Aceptado en parte" in bodies[2]


async def test_a_comment_in_another_language_gets_its_letter_in_spanish(
    public: Any, postman: Postman, mailbox: Mailbox
) -> None:
    consultation = await public.announce()
    await public.comment(consultation, "Utz awach", email=ANA, language="quc")
    await carried(public, postman)
    assert [letter.language for _, letter in mailbox.letters] == ["es"]
    assert "Utz awach" in (await public.client.get(f"/consultas/{consultation}")).text


async def test_while_the_server_is_away_it_waits_and_nothing_is_lost(
    public: Any, postman: Postman, mailbox: Mailbox
) -> None:
    consultation = await public.announce()
    await public.comment(consultation, "Uno", email=ANA)
    mailbox.broken = True
    await carried(public, postman)
    assert mailbox.letters == []
    row = await public.database.fetchrow("select tries, settled_at from notices")
    assert row["tries"] >= 1
    mailbox.broken = False
    await public.database.execute("update notices set outcome = null")
    await carried(public, postman)
    assert [to for to, _ in mailbox.letters] == [ANA]


async def test_an_address_goes_on_request_or_thirty_days_after_the_answer_and_the_comment_stays(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Uno", email=ANA)
    other = await public.comment(consultation, "Dos", email="b@correo.example")
    sealed = await public.database.fetchval("select sealed from contacts where comment = $1", made["comment"])
    assert b"ana" not in bytes(sealed)
    erased = await public.client.post("/v1/receipts/erase-email", json={"code": made["code"]})
    assert erased.status_code == 204
    assert (await public.client.post("/v1/receipts/erase-email", json={"code": made["code"]})).status_code == 204
    assert await public.database.fetchval("select count(*) from contacts") == 1
    assert (await public.read(consultation, made["comment"]))["text"] == {"es": "Uno"}
    answer = {"comments": [other["comment"]], "outcome": "accepted", "text": {"es": "Sí"}}
    await public.client.post(f"/v1/consultations/{consultation}/responses", json=answer, headers=public.contact)
    transactions = public.platform.apps["consultation"].state.transactions
    await public.wait(29)
    assert await forget(transactions, public.clock) == 0
    await public.wait(2)
    assert await forget(transactions, public.clock) == 1
    assert (await public.read(consultation, other["comment"]))["answered"]


async def test_an_institution_is_told_once_a_week_what_waits(public: Any, postman: Postman, mailbox: Mailbox) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Presupuesto", commitment=17)
    path = "/v1/institutions/MINFIN/digest-address"
    body = {"email": "oficina@minfin.example"}
    assert (await public.client.post(path, json=body, headers=public.mspas)).status_code == 403
    wrong = await public.client.post(path, json={"email": "oficina"}, headers=public.minfin)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/email")
    assert (await public.client.post(path, json=body, headers=public.minfin)).status_code == 204
    async with postman.transactions(actor="test") as tx:
        await issue_digests(tx)
    async with postman.transactions(actor="test") as tx:
        assert await issue_digests(tx) == 0, "once in a week"
    await carried(public, postman)
    [(to, letter)] = mailbox.letters
    assert to == "oficina@minfin.example"
    assert made["comment"] in letter.body
    [event] = [b for t, b in await public.said() if t.endswith("answers_due.v1")]
    assert (event["institution"], event["waiting"], event["overdue"]) == ("MINFIN", 1, 0)
    assert (await public.client.delete(path, headers=public.minfin)).status_code == 204
    assert await public.database.fetchval("select count(*) from digest_addresses") == 0


LETTER = Letter("es", "Su comentario · ñ", "Línea una\n.\nLínea tres")


async def test_a_mail_server_gets_letters_that_mail_programs_read(clock: Any) -> None:
    got: list[Any] = []

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
            got.append(envelope)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = SecretStr(f"smtp://127.0.0.1:{port}")
        await SmtpMailer(url, "Constancia <avisos@gob.example>", clock).send(ANA, LETTER, 1)
    finally:
        controller.stop()
    [envelope] = got
    assert envelope.rcpt_tos == [ANA]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert (message["Subject"], message["Content-Language"]) == ("Su comentario · ñ", "es")
    assert message.get_content().replace("\r\n", "\n").strip() == LETTER.body


async def test_a_server_that_is_not_there_is_said_without_the_address(clock: Any) -> None:
    with pytest.raises(NotSent) as away:
        await SmtpMailer(SecretStr("smtp://127.0.0.1:1"), "a@b.example", clock).send(ANA, LETTER, 1)
    assert ANA not in str(away.value)
    assert away.value.__cause__ is None


async def test_a_folder_holds_letters_for_its_owner_alone(tmp_path: Path, clock: Any) -> None:
    mailer = FolderMailer(tmp_path / "mail", "a@b.example", clock)
    await mailer.send(ANA, LETTER, 7)
    await mailer.send(ANA, replace(LETTER, subject="a\nBcc: x@y.example".replace("\n", " ")), 8)
    file = tmp_path / "mail" / "000007.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["To"] == ANA
