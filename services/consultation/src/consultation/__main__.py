"""`python -m consultation api|worker|migrate`: one process of the consultation service, set up by its environment."""

from constancia_web.process import main
from consultation.app import create_app
from consultation.settings import Settings
from consultation.worker import build_worker

main("consultation", Settings.from_environment, create_app, build_worker)
