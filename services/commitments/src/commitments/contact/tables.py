"""Table of contact points: the only place where they are; what is removed is deleted."""

from sqlalchemy import Boolean, Column, ForeignKey, ForeignKeyConstraint, Identity, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata

contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("institution", ForeignKey("institutions.acronym"), nullable=False),
    Column("office", JSONB, nullable=False),
    Column("position", JSONB, nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("public", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["plan", "commitment"], ["commitments.plan", "commitments.number"]),
)
Index("ix_contacts_of_commitment", contacts.c.plan, contacts.c.commitment, contacts.c.id)
