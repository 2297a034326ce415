"""What the API takes and says of working groups."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.working_group.aggregate import WorkingGroup
from constancia_events.keys import Acronym, Number
from constancia_events.texts import TextMap

Followed = Annotated[list[Number], Field(max_length=200, description="Commitments that it follows.")]
Conveners = Annotated[list[Acronym], Field(max_length=50, description="Institutions that call it together.")]


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkingGroupIn(_In):
    """A new working group."""

    number: Annotated[Number | None, Field(description="The next one when left out.")] = None
    title: TextMap | None = None
    commitments: Followed
    convened_by: Conveners


class WorkingGroupChange(_In):
    """What changes of a working group; what is left out stays."""

    title: TextMap | None = None
    commitments: Followed = []
    convened_by: Conveners = []

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were given, as the aggregate holds them."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


class WorkingGroupOut(BaseModel):
    """A working group; its members are a list of their own. Its `version` is its ETag."""

    model_config = ConfigDict(frozen=True)

    plan: str
    number: int
    title: TextMap | None
    commitments: list[int] = Field(description="Commitments that it follows.")
    convened_by: list[str] = Field(description="Institutions that call it together.")
    version: int

    @classmethod
    def of(cls, group: WorkingGroup) -> Self:
        """The working group as it stands."""
        return cls(
            plan=group.plan,
            number=group.number,
            title=group.title,
            commitments=list(group.commitments),
            convened_by=list(group.convened_by),
            version=group.version,
        )
