"""The migration environment of the consultation service."""

from constancia_db.migrations import run_environment
from consultation.tables import metadata

run_environment(metadata)
