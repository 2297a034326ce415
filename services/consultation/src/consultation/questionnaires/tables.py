"""Tables of questionnaires and their answers."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

questionnaires = Table(
    "questionnaires",
    metadata,
    Column("consultation", ForeignKey("consultations.id"), primary_key=True),
    Column("held_on", Date),  # of one answered in one sitting
    Column("questions", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)
questionnaire_answers = Table(
    "questionnaire_answers",
    metadata,
    Column("consultation", ForeignKey("questionnaires.consultation"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("theme", Integer, nullable=False),
    Column("institutions", ARRAY(Text), nullable=False),
    Column("rating", Text),
    Column("points", JSONB, nullable=False),  # by the number of the question, as text
    Column("answered_at", INSTANT, nullable=False),
)
