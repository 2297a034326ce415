"""What the API says of vocabularies."""

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap
from constancia_events.vocabulary import AssessedLevel, Vocabulary


class VocabularyOut(BaseModel):
    """The labels that a vocabulary gives to the codes of levels, which never change."""

    model_config = ConfigDict(frozen=True)

    vocabulary: Vocabulary
    levels: dict[AssessedLevel, TextMap] = Field(description="Labels by code, from the lowest level to the highest.")
