"""A full round trip with the client that openapi-python-client generated: run by its own interpreter, argv: url, token.

Pages through a list, sends a conditional read (304), reports on a goal with an old version (412), without one (428)
and with the present one (201), and reads what became of it.
"""

import importlib
import sys
from typing import Any

url, token = sys.argv[1:]
package = "constancia_client"
client_module = importlib.import_module(f"{package}.client")
models = importlib.import_module(f"{package}.models")
api = f"{package}.api"
get_goal = importlib.import_module(f"{api}.goals.get_goal")
list_goals = importlib.import_module(f"{api}.goals.list_goals")
list_commitments = importlib.import_module(f"{api}.commitments.list_commitments")
create_report = importlib.import_module(f"{api}.goals.create_progress_report")

PLAN = "gt-2016-2018"
anybody = client_module.Client(base_url=url)
agency = client_module.AuthenticatedClient(base_url=url, token=token)

seen: list[int] = []
cursor: Any = None
while True:
    more = {} if cursor is None else {"cursor": cursor}
    page = list_commitments.sync(PLAN, client=anybody, limit=10, **more)
    seen += [item.number for item in page.items]
    cursor = page.next_cursor
    if not cursor:
        break
assert seen == list(range(1, 23)), seen

goal = get_goal.sync_detailed(PLAN, 17, 3, client=anybody)
etag = goal.headers["etag"]
held = client_module.Client(base_url=url, headers={"If-None-Match": etag})
assert get_goal.sync_detailed(PLAN, 17, 3, client=held).status_code == 304
assert len(list_goals.sync(PLAN, 17, client=anybody).items) > 1

body = models.ProgressReportIn(level=models.Level.COMPLETE)
stale = create_report.sync_detailed(PLAN, 17, 3, client=agency, body=body, if_match='"0"')
assert stale.status_code == 412, stale
assert type(stale.parsed).__name__ == "Problem", stale.parsed
assert create_report.sync_detailed(PLAN, 17, 3, client=agency, body=body).status_code == 428
made = create_report.sync_detailed(PLAN, 17, 3, client=agency, body=body, if_match=etag)
assert made.status_code == 201, made
assert made.parsed.level == models.Level.COMPLETE
assert get_goal.sync(PLAN, 17, 3, client=anybody).level == models.Level.COMPLETE
print("round trip done")
