"""`python -m evidence api|worker|checker|migrate`: one process of the evidence service, set up by its environment."""

from constancia_web.process import main
from evidence.app import create_app
from evidence.checker import build_checker
from evidence.settings import Settings
from evidence.worker import build_worker

main("evidence", Settings.from_environment, create_app, build_worker, {"checker": build_checker})
