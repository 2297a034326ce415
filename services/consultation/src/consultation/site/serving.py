"""What the pages are made with, and how they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from constancia_events.texts import text_in
from constancia_pages.rendering import Address, Pages
from constancia_web.translations import Translations
from consultation.site import words
from consultation.site.paths import Paths
from consultation.site.paths import address as address_of

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
PUBLIC: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY.format(ancestors="'self'"),
    "Cache-Control": "public, max-age=0, must-revalidate",
}
PRIVATE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY.format(ancestors="'self'"),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
EMBEDDED: Final[Mapping[str, str]] = {
    **PRIVATE,
    "Content-Security-Policy": _POLICY.format(ancestors="*"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of the form that other sites frame."""
SCRIPT: Final = files("consultation.site").joinpath("static", "comment.js").read_bytes()
SCRIPT_PATH: Final = f"/consultas/static/comment.{sha256(SCRIPT).hexdigest()[:8]}.js"


async def _language(request: Request) -> str:
    return "en" if request.url.path.startswith("/en/") else "es"


Language = Annotated[str, Depends(_language)]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of this service; built once, when the app is."""

    pages: Pages

    @classmethod
    def of(cls, translations: Translations) -> "Site":
        """With the words of these catalogues."""
        return cls(Pages("consultation.site", translations))

    def answer(
        self,
        template: str,
        language: str,
        address: Address,
        *,
        status: int = 200,
        headers: Mapping[str, str] = PUBLIC,
        **context: Any,
    ) -> Response:
        """A page; where it is public, with an ETag of its bytes."""
        body = self.pages.page(
            template,
            language,
            address,
            paths=Paths(language),
            words=words,
            script=SCRIPT_PATH,
            any_text=lambda texts: text_in(texts, language) if "es" in texts else next(iter(texts.values())),
            **context,
        ).encode()
        answer = HTMLResponse(body, status, headers=dict(headers))
        if headers is PUBLIC and status == 200:  # noqa: PLR2004
            answer.headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
        return answer

    def not_found(self, language: str) -> Response:
        """What is said at an address where nothing is kept."""
        return self.answer("not_found.html", language, address_of("consultations"), status=404, headers=PRIVATE)


def is_page(path: str) -> bool:
    """Whether people read at this path."""
    return path.startswith(("/consultas/", "/en/consultations/"))


def site_of(request: Request) -> Site:
    """The site of this app."""
    site: Site = request.app.state.site
    return site
