"""The migration environment of the evidence service."""

from constancia_db.migrations import run_environment
from evidence.tables import metadata

run_environment(metadata)
