"""Readiness is the word of what the service needs."""

import httpx

from constancia_web.app import create_api
from constancia_web.translations import Translations


async def test_not_ready_is_a_503_that_says_when_to_come_back() -> None:
    async def ready() -> dict[str, str]:
        message = "postgresql://role:password@host"
        raise OSError(message)

    app = create_api(
        service="x",
        title="X",
        description="",
        version="1",
        public_url="https://x.example",
        routers=[],
        lifespan=None,
        ready=ready,
        translations=Translations.load("constancia_web"),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert "password" not in response.text
