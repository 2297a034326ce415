"""The pages and the form as a browser without scripts sends it: what comes back, and that nothing typed is lost."""

import re
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from constancia_web.translations import Translations
from consultation.notices import letters
from consultation.site.form_endpoints import FIELDS
from consultation.site.words import EVERY

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


async def post(public: Any, path: str, sent: Mapping[str, str]) -> httpx.Response:
    answer: httpx.Response = await public.client.post(path, content=urlencode(sent), headers=FORM)
    return answer


async def fill(public: Any, path: str, **typed: str) -> httpx.Response:
    """Open the form, type for ten seconds, send."""
    page = await public.client.get(path)
    assert page.status_code == 200
    public.clock.turn_to(public.clock.now() + timedelta(seconds=10))
    return await post(public, path, {"stamp": hidden(page.text, "stamp"), "sector": "citizen", **typed})


async def test_without_scripts_a_comment_is_taken_and_its_receipt_shown(public: Any) -> None:
    consultation = await public.announce()
    answer = await fill(public, f"/consultas/{consultation}/comentar", text="Desde la página\r\nen dos líneas")
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    code = re.search(r'<p class="code"><code>([0-9A-Z-]{23})</code>', answer.text)
    assert code is not None
    assert "Un moderador lo revisa antes de que todos lo vean." in answer.text
    state = (await public.client.post("/v1/receipts/state", json={"code": code[1]})).json()
    assert state["text"] == {"es": "Desde la página\nen dos líneas"}


async def test_in_english_the_comment_is_in_english(public: Any) -> None:
    consultation = await public.announce()
    answer = await fill(
        public, f"/en/consultations/{consultation}/comment", text="Well done", proof=await public.proof()
    )
    assert answer.status_code == 201
    assert "Everybody can read it now." in answer.text
    [listed] = (await public.client.get(f"/v1/consultations/{consultation}/comments")).json()["items"]
    assert listed["text"] == {"en": "Well done"}
    assert "Well done" in (await public.client.get(f"/consultas/{consultation}")).text


async def test_the_same_form_sent_twice_is_one_comment(public: Any) -> None:
    consultation = await public.announce()
    path = f"/consultas/{consultation}/comentar"
    page = await public.client.get(path)
    public.clock.turn_to(public.clock.now() + timedelta(seconds=10))
    sent = {"stamp": hidden(page.text, "stamp"), "sector": "citizen", "text": "Dos clics"}
    first, second = await post(public, path, sent), await post(public, path, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert "Ya lo había enviado" in second.text
    assert await public.database.fetchval("select count(*) from comments where consultation = $1", consultation) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Escriba su comentario"),
        ({"text": "Algo", "sector": ""}, "sector"),
        ({"text": "x" * 5_001}, "este tiene 5001"),
        ({"text": "Algo", "email": "nadie"}, "no es una dirección de correo"),
        ({"text": "Algo", "website": "http://x"}, "Deje este campo vacío"),
        ({"text": "Algo", "about": "commitment-99"}, "no tiene el compromiso 99"),
        ({"text": "Algo", "proof": "x"}, "no es correcta"),
    ],
    ids=["empty", "no sector", "long", "e-mail", "trap", "about", "proof"],
)
async def test_what_is_wrong_is_said_beside_its_input_and_all_that_was_typed_is_there(
    public: Any, typed: dict[str, str], said: str
) -> None:
    consultation = await public.announce()
    answer = await fill(public, f"/consultas/{consultation}/comentar", **{"name": "Vecina", **typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert said in answer.text
    assert 'value="Vecina"' in answer.text
    assert typed["text"] in answer.text
    assert await public.database.fetchval("select count(*) from comments where consultation = $1", consultation) == 0


async def test_a_form_that_comes_back_at_once_or_next_day_is_asked_again_and_keeps_its_text(public: Any) -> None:
    consultation = await public.announce()
    path = f"/consultas/{consultation}/comentar"
    stamp = hidden((await public.client.get(path)).text, "stamp")
    sent = {"stamp": stamp, "sector": "citizen", "text": "Con prisa"}
    fast = await post(public, path, sent)
    assert "más rápido de lo que nadie escribe" in fast.text
    assert "Con prisa</textarea>" in fast.text
    public.clock.turn_to(public.clock.now() + timedelta(hours=13))
    for bad in (stamp, "x", "", stamp[:-1] + "0", "1.2.3"):
        assert "abierto demasiado tiempo" in (await post(public, path, sent | {"stamp": bad})).text, bad
    again = hidden((await post(public, path, sent)).text, "stamp")
    public.clock.turn_to(public.clock.now() + timedelta(seconds=10))
    assert (await post(public, path, sent | {"stamp": again})).status_code == 201


async def test_personal_data_is_pointed_out_and_sent_only_on_purpose(public: Any) -> None:
    consultation = await public.announce()
    path = f"/consultas/{consultation}/comentar"
    asked = await fill(public, path, text="Escriban a ana@correo.example", proof=await public.proof())
    assert asked.status_code == 422
    assert "una dirección de correo" in asked.text
    assert 'name="personal_data_seen"' in asked.text
    sure = await fill(
        public, path, text="Escriban a ana@correo.example", proof=await public.proof(), personal_data_seen="1"
    )
    assert sure.status_code == 201
    assert "ana@correo.example" not in (await public.client.get(f"/consultas/{consultation}")).text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"text=%FF%FE&sector=citizen", FORM["Content-Type"], 422),
        (b"\xff\xfe", FORM["Content-Type"], 422),
        (b"{}", "application/json", 422),
        (b"text=" + b"x" * 1_000_000, FORM["Content-Type"], 422),
        (b"text=" + b"x" * 5_000_000, FORM["Content-Type"], 413),
        (b"&".join(b"a=1" for _ in range(100)), FORM["Content-Type"], 422),
        (b"", "multipart/form-data; boundary=x", 422),
    ],
    ids=["not UTF-8", "bytes", "JSON", "1 MB", "5 MB", "many fields", "parts"],
)
async def test_what_no_form_sends_gets_the_form_and_a_clear_word(
    public: Any, body: bytes, kind: str, status: int
) -> None:
    consultation = await public.announce()
    headers = {"Content-Type": kind, "Accept": "text/html"}
    answer = await public.client.post(f"/consultas/{consultation}/comentar", content=body, headers=headers)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


async def test_before_and_after_the_window_there_is_no_form_and_a_late_text_comes_back(public: Any) -> None:
    path = "/consultas/gt-2016-2018-1/comentar"
    closed = await public.client.get(path)
    assert "<form" not in closed.text
    assert "Cerrada." in closed.text
    late = await post(public, path, {"text": "Llego tarde", "sector": "citizen", "stamp": "x"})
    assert "Llego tarde" in late.text


async def test_the_page_shows_what_was_said_answered_and_counted(public: Any) -> None:
    page = await public.client.get("/consultas/gt-2016-2018-1")
    assert page.status_code == 200
    for said in (
        "Del 7 de septiembre de 2017 al 29 de septiembre de 2017, ambos días incluidos (hora de Guatemala).",
        "2 recibidos, 0 respondidos, 0 causaron un cambio.",
        "Espero que no borren mi comentario",
        "Espera una respuesta.",
        "Terminar el manual de rendición de cuentas municipal",
    ):
        assert said in page.text, said
    etag = {"If-None-Match": page.headers["ETag"]}
    assert (await public.client.get("/consultas/gt-2016-2018-1", headers=etag)).status_code == 304
    found = await public.client.get("/consultas/gt-2016-2018-1", params={"q": "municipalidad"})
    assert "Comentarios encontrados: 1" in found.text
    english = await public.client.get("/en/consultations/gt-2016-2018-1")
    assert "2 received, 0 answered, 0 led to a change." in english.text


async def test_many_comments_are_read_page_by_page(public: Any) -> None:
    consultation = await public.announce()
    for number in range(22):
        await public.comment(consultation, f"Comentario {number}")
    first = await public.client.get(f"/consultas/{consultation}")
    assert first.text.count('class="entry comment"') == 20
    after = re.search(rf"/consultas/{consultation}\?after=([^#\"]+)#said", first.text)
    assert after is not None
    second = await public.client.get(f"/consultas/{consultation}", params={"after": after[1]})
    assert second.text.count('class="entry comment"') == 2
    assert (await public.client.get(f"/consultas/{consultation}", params={"after": "x"})).status_code == 404


async def test_the_embedded_form_may_be_framed_and_the_others_may_not(public: Any) -> None:
    consultation = await public.announce()
    framed = await public.client.get(f"/consultas/{consultation}/formulario")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert 'class="top"' not in framed.text
    sent = await fill(public, f"/consultas/{consultation}/formulario", text="Desde otro sitio")
    assert sent.status_code == 201
    own = await public.client.get(f"/consultas/{consultation}/comentar")
    assert "frame-ancestors 'self'" in own.headers["Content-Security-Policy"]


async def test_a_receipt_is_looked_up_verified_appealed_and_kept_as_a_file(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Con correo", email="ana@correo.example")
    path = "/consultas/recibo"
    assert (await public.client.get(path)).status_code == 200
    wrong = await post(public, path, {"code": "AAAAA"})
    assert (wrong.status_code, "Ningún recibo tiene este código" in wrong.text) == (404, True)
    page = await post(public, path, {"code": made["code"]})
    assert "Se guarda cifrado y se borra el" in page.text
    erased = await post(public, path, {"code": made["code"], "do": "erase"})
    assert "Su correo quedó borrado." in erased.text
    assert await public.database.fetchval("select count(*) from contacts") == 0
    proved = await post(public, path, {"receipt": made["receipt"], "text": "Con correo"})
    assert "El recibo es auténtico" in proved.text
    assert "Su texto es el que llegó." in proved.text
    await public.moderate(consultation, [made["comment"]], "hide", rule="off_topic")
    appealed = await post(public, path, {"code": made["code"], "do": "appeal", "words": "Sí tiene que ver"})
    assert "Su apelación consta" in appealed.text
    file = await post(public, path, {"code": made["code"], "do": "file"})
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (file.json()["receipt"], file.json()["text"]) == (made["receipt"], "Con correo")


async def test_a_comment_is_endorsed_on_its_page(public: Any) -> None:
    consultation = await public.announce()
    first, second = await public.comment(consultation, "Uno"), await public.comment(consultation, "Dos")
    path = f"/consultas/{consultation}/comentarios/{first['comment']}"
    assert "Gracias" in (await post(public, path, {"code": second["code"]})).text
    again = await post(public, path, {"code": second["code"]})
    assert (again.status_code, "ya se respaldó" in again.text) == (409, True)


async def test_the_register_and_the_list_are_pages_too_and_what_is_not_there_says_so(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Compre ya")
    await public.moderate(consultation, [made["comment"]], "hide", rule="advertising", reason={"es": "Vende algo"})
    register = await public.client.get(f"/consultas/{consultation}/moderacion")
    assert "Hace publicidad o lleva a algo dañino" in register.text
    assert "Vende algo" in register.text
    assert "Autoevaluación final" in (await public.client.get("/consultas/")).text
    for path in ("/consultas/gt-2016-2018-9", "/consultas/x", f"/consultas/{consultation}/comentarios/x"):
        missing = await public.client.get(path, headers={"Accept": "text/html"})
        assert (missing.status_code, "No consta" in missing.text) == (404, True), path


async def test_a_reply_stands_in_its_thread_and_not_once_more_in_the_list(public: Any) -> None:
    consultation = await public.announce()
    first = await public.comment(consultation, "El primero de todos")
    await public.comment(consultation, "Lo que se responde", in_reply_to=first["comment"])
    page = (await public.client.get(f"/consultas/{consultation}")).text
    assert (page.count("Lo que se responde"), page.count('class="entry comment"')) == (1, 1)


def test_every_word_of_the_pages_and_letters_is_said_in_spanish() -> None:
    texts = Translations.load("constancia_web", "constancia_pages", "consultation")
    same = {"Error:", "no", "Academia"}  # the same in both languages
    said = {word for words in EVERY for word in words.values()} | set(FIELDS.values())
    said |= {*letters.SUBJECTS.values(), *letters.BODIES.values(), letters.LEAVE}
    for template in files("consultation.site").joinpath("templates").iterdir():
        said |= {
            found.replace('\\"', '"') for found in re.findall(r'_\("((?:[^"\\]|\\.)*)"', template.read_text("utf-8"))
        }
    assert {word for word in said - same if not texts.knows("es", word)} == set()
