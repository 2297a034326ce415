"""Consultations: announced, extended and never shortened, opened and closed by the clock, reported when answered."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from constancia_testing.people import eventually

PLAN = "/v1/plans/gt-2016-2018/consultations"
OPENED, CLOSED = "consultation.consultation_opened.v1", "consultation.consultation_closed.v1"


async def revise(public: Any, consultation: str, **differs: Any) -> Any:
    etag = (await public.client.get(f"/v1/consultations/{consultation}")).headers["ETag"]
    headers = public.contact | {"If-Match": etag}
    return await public.client.patch(f"/v1/consultations/{consultation}", json=differs, headers=headers)


async def test_a_self_assessment_under_two_weeks_needs_a_reason_which_is_public(public: Any) -> None:
    body = {
        "title": {"es": "Autoevaluación", "en": "Self-assessment"},
        "purpose": "self_assessment",
        "opens_on": "2026-12-01",
        "closes_on": "2026-12-13",
    }
    refused = await public.client.post(PLAN, json=body, headers=public.contact | {"Accept-Language": "es"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/closes_on")
    assert refused.json()["detail"].startswith("Una autoevaluación está abierta a comentarios al menos 14 días, y esta")

    exactly = await public.client.post(PLAN, json=body | {"closes_on": "2026-12-14"}, headers=public.contact)
    assert exactly.status_code == 201
    with_reason = body | {"reason": {"es": "El plazo de la AGA vence antes"}}
    made = await public.client.post(PLAN, json=with_reason, headers=public.contact)
    assert (made.status_code, made.json()["reason"]) == (201, with_reason["reason"])
    [event] = [b for t, b in await public.said() if t.endswith("scheduled.v1") and b["reason"]]
    assert (event["closes_on"], event["purpose"]) == ("2026-12-13", "self_assessment")


@pytest.mark.parametrize(
    ("differs", "pointer"),
    [
        ({"closes_on": "2026-11-30"}, "/closes_on"),
        ({"opens_on": "2026-10-01", "closes_on": "2026-11-01"}, "/closes_on"),
        ({"title": {"es": "Hola", "quc": "Saqarik"}}, "/title"),
        ({"title": {"en": "Hello"}}, "/title"),
        ({"opens_on": 0}, "/opens_on"),
        ({"kind": "poll"}, "/kind"),
        ({"answer_days": 0}, "/answer_days"),
        ({"document_url": "javascript:alert(1)"}, "/document_url"),
    ],
    ids=["backwards", "past", "foreign", "no Spanish", "number", "kind", "days", "script"],
)
async def test_what_cannot_be_held_is_refused_at_its_field(public: Any, differs: dict[str, Any], pointer: str) -> None:
    body = {"title": {"es": "Consulta"}, "opens_on": "2026-12-01", "closes_on": "2026-12-31", **differs}
    answer = await public.client.post(PLAN, json=body, headers=public.contact)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_an_open_window_is_extended_with_a_reason_and_never_shortened(public: Any) -> None:
    consultation = await public.announce()
    before = (await public.client.get(f"/v1/consultations/{consultation}")).json()
    shorter = await revise(public, consultation, closes_on="2026-12-01", reason={"es": "Prisa"})
    assert (shorter.status_code, shorter.json()["type"].rpartition("/")[2]) == (409, "window-fixed")
    assert (await revise(public, consultation, opens_on="2026-11-20")).status_code == 409
    silent = await revise(public, consultation, closes_on="2026-12-31")
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/reason")
    longer = await revise(public, consultation, closes_on="2026-12-31", reason={"es": "Lo pidió la mesa"})
    assert longer.status_code == 200
    after = longer.json()
    assert after["closes_at"] == "2027-01-01T05:59:59.999999Z"
    assert (after["opens_at"], after["version"]) == (
        before["opens_at"],
        before["version"] + 1 - (before["version"] > 1),
    )


async def test_whoever_has_not_seen_the_present_version_changes_nothing(public: Any) -> None:
    consultation = await public.announce()
    path = f"/v1/consultations/{consultation}"
    seen = (await public.client.get(path)).headers["ETag"]
    missing = await public.client.patch(path, json={"answer_days": 9}, headers=public.contact)
    assert missing.status_code == 428
    await public.comment(consultation, "Un comentario no cambia la versión")
    first = await public.client.patch(path, json={"answer_days": 9}, headers=public.contact | {"If-Match": seen})
    if first.status_code == 412:  # the clock may have said that it is open, which is a version too
        seen = (await public.client.get(path)).headers["ETag"]
        first = await public.client.patch(path, json={"answer_days": 9}, headers=public.contact | {"If-Match": seen})
    assert first.status_code == 200, "a comment that came in meanwhile does not stand in the way"
    stale = await public.client.patch(path, json={"answer_days": 8}, headers=public.contact | {"If-Match": seen})
    assert stale.status_code == 412


async def test_the_clock_opens_and_closes_it_and_each_is_said_once(public: Any) -> None:
    today = public.clock.now().date()
    consultation = await public.announce(opens_on=str(today + timedelta(days=1)))

    async def said() -> list[str]:
        return [t for t, b in await public.said() if t in {OPENED, CLOSED} and b["consultation"] == consultation]

    early = await public.send(consultation, "Antes de tiempo")
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "consultation-not-open")
    public.clock.turn_to(public.clock.now() + timedelta(days=2))
    await eventually(said, lambda found: found == [OPENED])
    assert (await public.send(consultation, "A tiempo")).status_code == 201
    public.clock.turn_to(public.clock.now() + timedelta(days=30))
    await eventually(said, lambda found: found == [OPENED, CLOSED])
    late = await public.send(consultation, "Después de tiempo")
    assert late.json()["type"].rpartition("/")[2] == "consultation-closed"
    [closed] = [b for t, b in await public.said() if t == CLOSED and b["consultation"] == consultation]
    assert closed["closed_at"].endswith("05:59:59.999999Z"), "the instant itself, not when it was noticed"


async def test_it_is_reported_only_when_every_comment_has_its_answer(public: Any) -> None:
    consultation = await public.announce()
    receipt = await public.comment(consultation, "¿Y las municipalidades?")
    spam = await public.comment(consultation, "Compre barato, compre ya")
    path = f"/v1/consultations/{consultation}/report"
    match = public.contact | {"If-Match": "*"}
    still = await public.client.post(path, headers=match)
    assert (still.status_code, still.json()["type"].rpartition("/")[2]) == (409, "consultation-not-closed")
    await public.wait(40)
    match = public.contact | {"If-Match": "*"}
    waiting = await public.client.post(path, headers=match)
    assert (waiting.status_code, waiting.json()["type"].rpartition("/")[2]) == (409, "comments-unanswered")
    assert receipt["comment"] in waiting.json()["detail"]
    assert waiting.json()["detail"].startswith("2 ")
    hidden = await public.moderate(consultation, [spam["comment"]], "hide", rule="advertising")
    assert hidden.status_code == 200
    answer = {"comments": [receipt["comment"]], "outcome": "declined", "text": {"es": "No entran en este plan."}}
    given = await public.client.post(f"/v1/consultations/{consultation}/responses", json=answer, headers=public.contact)
    assert given.status_code == 201, given.text
    done = await public.client.post(path, headers=match)
    assert (done.status_code, done.json()["state"]) == (200, "reported")
    again = await public.client.post(path, headers=match)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "consultation-already-reported")
    [event] = [b for t, b in await public.said() if t.endswith("consultation_reported.v1")]
    assert (event["received"], event["answered"], event["led_to_change"]) == (2, 1, 0)


@pytest.mark.parametrize(("lang", "last"), [("es", "Último día para comentar: "), ("en", "Last day to comment: ")])
async def test_the_calendar_is_read_by_a_program_for_calendars(public: Any, lang: str, last: str) -> None:
    await public.announce()
    answer = await public.client.get(f"{PLAN}.ics", params={"lang": lang})
    assert answer.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert len(events) == 4
    whole = next(one for one in events if one["uid"] == "gt-2016-2018-1-window@constancia")
    assert (str(whole.decoded("dtstart")), str(whole.decoded("dtend"))) == ("2017-09-07", "2017-09-30")
    assert sum(str(one["summary"]).startswith(last) for one in events) == 2


async def test_only_the_point_of_contact_announces(public: Any) -> None:
    body = {"title": {"es": "Mía"}, "opens_on": "2026-12-01", "closes_on": "2026-12-31"}
    assert (await public.client.post(PLAN, json=body)).status_code == 401
    assert (await public.client.post(PLAN, json=body, headers=public.minfin)).status_code == 403
    unknown = await public.client.post("/v1/plans/gt-2030-2032/consultations", json=body, headers=public.contact)
    assert unknown.status_code == 404
