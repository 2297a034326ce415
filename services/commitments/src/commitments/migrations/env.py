"""The migration environment of the registry."""

from constancia_db.migrations import run_environment

from commitments.tables import metadata

run_environment(metadata)
