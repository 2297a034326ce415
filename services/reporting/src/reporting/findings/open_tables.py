"""Tables of findings that are open, so that events can say which are new and which are gone."""

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from reporting.metadata import metadata

finding_watches = Table(
    "finding_watches",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),  # of the stream `findings/<plan>`
)
open_findings = Table(
    "open_findings",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("commitment", Integer),
    Column("goal", Integer),
    Column("subgoal", Integer),
    Column("since", Date),
)
