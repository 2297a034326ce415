"""The sections that people write, and the figures that they may insert. Pure."""

from enum import StrEnum


class Narrative(StrEnum):
    """A section of the national template in which a person says something."""

    INTRODUCTION = "introduction"
    PROCESS = "process"
    PARTICIPATION = "participation"
    ACHIEVEMENTS = "achievements"
    CONSULTATION = "consultation"
    CONCLUSIONS = "conclusions"
