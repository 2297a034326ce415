"""`python -m reporting api|worker|migrate`: one process of reporting, set up by its environment."""

from constancia_web.process import main
from reporting.app import create_app
from reporting.settings import Settings
from reporting.worker import build_worker

main("reporting", Settings.from_environment, create_app, build_worker)
