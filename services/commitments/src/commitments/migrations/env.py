"""The migration environment of the registry."""

from commitments.tables import metadata
from constancia_db.migrations import run_environment

run_environment(metadata)
