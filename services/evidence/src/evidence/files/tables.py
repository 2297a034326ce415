"""The files that institutions uploaded. Their names are not kept: people put people's names in them."""

from sqlalchemy import Column, Integer, Table, Text

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

files = Table(
    "files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("institution", Text),
    Column("uploaded_at", INSTANT, nullable=False),
)
