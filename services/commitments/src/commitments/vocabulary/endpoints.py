"""Vocabularies over HTTP."""

from fastapi import APIRouter, Response

from commitments.vocabulary.schemas import VocabularyOut
from constancia_events.vocabulary import Vocabulary
from constancia_events.vocabulary_labels import LEVEL_LABELS
from constancia_web.conditional import UNCHANGED, etag
from constancia_web.problems import problems

router = APIRouter(prefix="/v1/vocabularies", tags=["vocabularies"])
_EDITION = 1
"""Raised when a label is reworded, so that nobody's copy is taken for the present one."""


@router.get("/{vocabulary}", responses=problems(422) | UNCHANGED)
async def get_vocabulary(vocabulary: Vocabulary, response: Response) -> VocabularyOut:
    """The words by which a plan names its levels, in Spanish and English; the plan says whose it uses."""
    response.headers["ETag"] = etag(_EDITION)
    labels = {level: dict(texts) for level, texts in LEVEL_LABELS[vocabulary].items()}
    return VocabularyOut(vocabulary=vocabulary, levels=labels)
