"""The migration environment of reporting."""

from constancia_db.migrations import run_environment
from reporting.tables import metadata

run_environment(metadata)
