"""Bodies of PATCH: only the members that are sent change anything, and `null` clears what may be empty."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap

Reason = Annotated[
    TextMap | None,
    Field(description="Why; required once the plan is adopted, and then kept in the public log of changes."),
]


def unsent() -> Any:
    """Stands for a member that was not sent; it is of no type, and `Patch.sent` leaves it out."""
    return None


class Patch(BaseModel):
    """What is to change (after RFC 7396). A text in several languages and a list are replaced whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason = None

    def sent(self) -> dict[str, Any]:
        """The members that were sent, but for the reason."""
        return {name: getattr(self, name) for name in self.model_fields_set if name != "reason"}
