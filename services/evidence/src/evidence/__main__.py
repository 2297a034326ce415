"""`python -m evidence api|worker|migrate`: one process of the evidence service, set up by its environment."""

from constancia_web.process import main
from evidence.app import create_app
from evidence.settings import Settings
from evidence.worker import build_worker

main("evidence", Settings.from_environment, create_app, build_worker)
