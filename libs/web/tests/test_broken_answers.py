"""An answer that breaks half way must not look whole, and still says nothing of why."""

from typing import Any

import pytest

from constancia_web.middleware import AnswerBroken, Unhandled


async def test_a_crash_after_the_answer_began_breaks_the_connection(capsys: pytest.CaptureFixture[str]) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        message = "password is hunter2"
        raise RuntimeError(message)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(AnswerBroken) as broken:
        await Unhandled(app)({"type": "http", "method": "GET"}, None, send)  # type: ignore[arg-type]
    assert broken.value.__suppress_context__
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert "hunter2" not in "".join(capsys.readouterr())
