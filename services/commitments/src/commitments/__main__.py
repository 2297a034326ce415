"""`python -m commitments api|worker|migrate`: one process of the registry; any other word is an errand, done once."""

import sys

from commitments.app import create_app
from commitments.errands import ERRANDS, run
from commitments.settings import Settings
from commitments.worker import build_worker
from constancia_web.process import main

if sys.argv[1:] and sys.argv[1] in ERRANDS:
    run(sys.argv[1:])
else:
    main("commitments", Settings.from_environment, create_app, build_worker)
