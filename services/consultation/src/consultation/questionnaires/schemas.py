"""What the API says of questionnaires, and takes."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from constancia_events.keys import Acronym, Number
from constancia_events.plan_file_fields import Day
from constancia_events.texts import Text, TextMap
from constancia_events.vocabulary import Rating

QuestionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")]


class QuestionIn(BaseModel):
    """A question, asked of every theme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number
    text: TextMap


class QuestionnaireIn(BaseModel):
    """The questions of a questionnaire."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: Annotated[list[QuestionIn], Field(min_length=1, max_length=50)]
    held_on: Annotated[Day | None, Field(description="Of one that is answered in one sitting: its day.")] = None

    @field_validator("questions")
    @classmethod
    def _numbered_once(cls, questions: list[QuestionIn]) -> list[QuestionIn]:
        if len({question.number for question in questions}) != len(questions):
            raise PydanticCustomError("question_twice", "Each number should be that of one question")
        return questions


class AnswerIn(BaseModel):
    """An answer for one theme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: Number
    institutions: Annotated[
        list[Acronym] | None,
        Field(max_length=100, description="Who answers together; left out: your own institution."),
    ] = None
    rating: Rating | None = None
    points: Annotated[
        dict[QuestionNumber, Annotated[list[Text], Field(max_length=50)]],
        Field(max_length=50, description="What was said, by the number of the question."),
    ] = {}


class QuestionOut(BaseModel):
    """A question."""

    model_config = ConfigDict(frozen=True)

    number: int
    text: dict[str, str]


class AnswerOut(BaseModel):
    """What some institutions said together of one theme."""

    model_config = ConfigDict(frozen=True)

    theme: int
    institutions: list[str]
    rating: Rating | None
    points: dict[str, list[str]] = Field(description="By the number of the question.")
    answered_at: datetime = Field(description="When it was entered, in UTC.")


class QuestionnaireOut(BaseModel):
    """Questions, answers, and how each theme was rated."""

    model_config = ConfigDict(frozen=True)

    consultation: str
    held_on: date | None = Field(description="Of one answered in one sitting: its day.")
    questions: list[QuestionOut]
    answers: list[AnswerOut] = Field(description="By theme, in the order in which they came.")
    ratings: dict[str, dict[Rating, int]] = Field(description="How many answers gave which rating, by theme.")


def tallied(answers: Iterable[AnswerOut]) -> dict[str, dict[Rating, int]]:
    """How many answers gave which rating, by theme; a theme that nobody rated is there and empty."""
    counted: dict[int, Counter[Rating]] = {}
    for answer in answers:
        of = counted.setdefault(answer.theme, Counter())
        if answer.rating is not None:
            of[answer.rating] += 1
    return {str(theme): {one: of[one] for one in Rating if of[one]} for theme, of in sorted(counted.items())}
