"""`python -m commitments api|worker|migrate`: one process of the registry, set up by its environment."""

from constancia_web.process import main

from commitments.app import create_app
from commitments.settings import Settings
from commitments.worker import build_worker

main("commitments", Settings.from_environment, create_app, build_worker)
