"""Where each page of consultations lives, in each language."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from constancia_pages.rendering import Address


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths in one language."""

    language: str

    @property
    def _es(self) -> bool:
        return self.language == "es"

    def consultations(self) -> str:
        """All consultations."""
        return "/consultas/" if self._es else "/en/consultations/"

    def consultation(self, consultation: str, **query: str | int | None) -> str:
        """One consultation, perhaps with a search or behind a comment."""
        asked = {name: value for name, value in query.items() if value is not None and value != ""}
        return f"{self.consultations()}{quote(consultation)}" + (f"?{urlencode(asked)}" if asked else "")

    def form(self, consultation: str, reply: str | None = None) -> str:
        """The form to comment; as a reply to a comment."""
        path = f"{self.consultation(consultation)}/{'comentar' if self._es else 'comment'}"
        return path + (f"?{urlencode({'reply': reply})}" if reply else "")

    def embed(self, consultation: str) -> str:
        """The form for other sites to frame."""
        return f"{self.consultation(consultation)}/{'formulario' if self._es else 'form'}"

    def comment(self, consultation: str, comment: str) -> str:
        """One comment."""
        return f"{self.consultation(consultation)}/{'comentarios' if self._es else 'comments'}/{quote(comment)}"

    def moderation(self, consultation: str) -> str:
        """The register of moderation."""
        return f"{self.consultation(consultation)}/{'moderacion' if self._es else 'moderation'}"

    def receipt(self) -> str:
        """Where receipts are checked."""
        return f"{self.consultations()}{'recibo' if self._es else 'receipt'}"

    def plan(self, plan: str) -> str:
        """The plan, among the pages of the public record."""
        return f"/planes/{quote(plan)}" if self._es else f"/en/plans/{quote(plan)}"

    def commitment(self, plan: str, number: int, goal: int | None = None) -> str:
        """A commitment, among the pages of the public record."""
        folder = "compromisos" if self._es else "commitments"
        return f"{self.plan(plan)}/{folder}/{number}" + (f"#goal-{goal}" if goal else "")


def address(page: str, *parts: str) -> Address:
    """Where a page lives in both languages; `page` is the name of a method of Paths."""
    return Address(es=getattr(Paths("es"), page)(*parts), en=getattr(Paths("en"), page)(*parts))
