"""Every path has one owner, here and at the gateway."""

import re

import pytest

from constancia.routes import TABLE, nginx_locations, owner


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "reporting"),
        ("/en", "reporting"),
        ("/en/planes/gt-2016-2018", "reporting"),
        ("/english", "reporting"),
        ("/planes/gt-2016-2018", "reporting"),
        ("/problems/not-found", "reporting"),
        ("/nowhere", "reporting"),
        ("/paises/", "reporting"),
        ("/paises/guatemala", "reporting"),
        ("/en/countries/guatemala", "reporting"),
        ("/v1/irm/countries/Guatemala", "commitments"),
        ("/v1/irm/table", "commitments"),
        ("/v1/stream", "reporting"),
        ("/v1/plans/gt-2016-2018/compliance", "reporting"),
        ("/v1/plans/gt-2016-2018/badge.svg", "reporting"),
        ("/v1/plans/gt-2016-2018/badge.png", "commitments"),
        ("/v1/plans/gt-2016-2018/open-data/goals.csv", "reporting"),
        ("/v1/plans/gt-2016-2018/reports/1/files/es.pdf", "reporting"),
        ("/v1/plans/gt-2016-2018/commitments/17/goals/1/reports", "commitments"),
        ("/catalog.jsonld", "reporting"),
        ("/v1/plans/gt-2016-2018/commitments/17/badge.svg", "reporting"),
        ("/v1/plans/gt-2016-2018/commitments/17/compliance", "reporting"),
        ("/v1/plans", "commitments"),
        ("/v1/plans/gt-2016-2018/commitments/17/goals/3", "commitments"),
        ("/v1/plans/gt-2016-2018/commitments/17/goals/3/reports", "commitments"),
        ("/v1/plans/gt-2016-2018/commitments/17/goals/3/evidence", "evidence"),
        ("/v1/evidence", "evidence"),
        ("/v1/evidences", "commitments"),
        ("/v1/plans/gt-2016-2018/consultations/1", "consultation"),
        ("/oauth2/token", "commitments"),
        ("/.well-known/jwks.json", "commitments"),
        ("/openapi.json", "front"),
        ("/docs", "front"),
        ("/healthz", "front"),
        ("/docs/x", "reporting"),
    ],
)
def test_a_path_has_one_owner(path: str, service: str) -> None:
    assert owner(path) == service


def test_the_gateway_gets_the_same_table_in_the_same_order() -> None:
    rows = re.findall(r'location ~ "(.*)" \{\n    proxy_pass http://(\w+);', nginx_locations())
    assert [(service, pattern) for pattern, service in rows] == list(TABLE)
