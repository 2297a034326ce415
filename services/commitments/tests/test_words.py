"""Every word of the pages, and every fault that a rule of the people's side names, is there in Spanish."""

import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

import commitments.indicator.errors as indicator
import commitments.meeting.errors as meeting
import commitments.working_group.errors as working_group
from commitments.enrolment import pages, schemas
from commitments.enrolment.rendering import FIELDS, KINDS, STATES


def known() -> set[str]:
    found: set[str] = set()
    for package in ("commitments", "constancia_web"):
        with files(package).joinpath("locales", "es.po").open("rb") as lines:
            found |= {str(message.id) for message in read_po(lines) if message.string}
    return found


def said() -> set[str]:
    words = {*FIELDS.values(), *KINDS.values(), *STATES.values()}
    for module in (indicator, meeting, working_group, pages, schemas):
        names = [name for name in vars(module) if re.fullmatch(r"[A-Z_]+", name)]
        # A header's value and a media type are no sentences.
        texts = [getattr(module, name) for name in names if isinstance(getattr(module, name), str)]
        words |= {text for text in texts if re.fullmatch(r"[A-Z{].* .*[a-z}]", text)}
    for template in files("commitments.enrolment").joinpath("templates").iterdir():
        words |= set(re.findall(r'_\("([^"]+)"', template.read_text(encoding="utf-8")))
    return words


@pytest.mark.parametrize("word", sorted(said()))
def test_every_word_is_there_in_spanish(word: str) -> None:
    assert word in known()
