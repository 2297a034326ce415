"""The tables of e-mail addresses: each is sealed with a key that is not in the database, and named nowhere else."""

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, Table, Text

from consultation.metadata import metadata

contacts = Table(
    "contacts",
    metadata,
    Column("comment", ForeignKey("comments.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("erase_on", Date, nullable=False, index=True),
)
digest_addresses = Table(
    "digest_addresses",
    metadata,
    Column("institution", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
