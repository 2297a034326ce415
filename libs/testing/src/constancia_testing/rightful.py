"""One right request for every operation of the platform that changes something or needs a token, and who may send it.

Written by hand from `design/domain.md`, not drawn from the code: the tests compare the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PLAN: Final = "gt-2016-2018"
JSON: Final = "application/json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHY: Final = {"es": "Lo acordó la mesa", "en": "The roundtable agreed on it"}

POINT_OF_CONTACT: Final = frozenset({"plan:admin"})
LEAD: Final = frozenset({"reports:write"})
LEAD_OR_POINT_OF_CONTACT: Final = LEAD | POINT_OF_CONTACT
CITER: Final = frozenset({"evidence:write"})
GROUP: Final = frozenset({"assessments:write"})
IRM: Final = frozenset({"irm:write"})
IRM_OR_POINT_OF_CONTACT: Final = IRM | POINT_OF_CONTACT
MODERATOR_OR_POINT_OF_CONTACT: Final = frozenset({"comments:moderate"}) | POINT_OF_CONTACT
ANSWERER_OR_POINT_OF_CONTACT: Final = frozenset({"responses:write"}) | POINT_OF_CONTACT

AGENCY: Final = ("reports:write", "evidence:write", "responses:write")
EVERY_SCOPE: Final = (*AGENCY, "assessments:write", "comments:moderate", "irm:write", "plan:admin")

PUBLIC_WRITES: Final = frozenset(
    {
        "create_token",
        "create_enrolment",
        "create_comment",
        "create_endorsement",
        "get_receipt_state",
        "verify_receipt",
        "create_appeal",
        "erase_email",
    }
)
"""What anybody may send: a secret for a token, a wish to join by a link, a comment, and what its receipt allows."""
OWN_TO_EVERY_AGENCY: Final = frozenset({"create_webhook", "list_webhooks", "upload_evidence_file"})
"""What any agency may do for itself, whatever it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A request that whoever has one of `scopes` may send; `status` is what it gets, from the one whose it is.

    `body` is JSON, bytes, or the name of bytes that the world holds; `places` are those of the path that differ.
    """

    scopes: frozenset[str]
    body: Any = None
    status: int = 200
    media_type: str = JSON
    places: Mapping[str, str] = field(default_factory=dict)
    if_match: bool = False


def admin(body: Any = None, status: int = 201, *, if_match: bool = False, **places: str) -> Right:
    """What only the point of contact may."""
    return Right(scopes=POINT_OF_CONTACT, body=body, status=status, if_match=if_match, places=places)


def either(body: Any = None, status: int = 201, *, if_match: bool = False) -> Right:
    """What those whose it is may, and the point of contact."""
    return Right(scopes=LEAD_OR_POINT_OF_CONTACT, body=body, status=status, if_match=if_match)


def moderator(body: Any = None, status: int = 200) -> Right:
    """What moderators may, and the point of contact."""
    return Right(scopes=MODERATOR_OR_POINT_OF_CONTACT, body=body, status=status)


def answerer(body: Any = None, status: int = 201, **places: str) -> Right:
    """What institutions may about comments that are theirs to answer, and the point of contact about all."""
    return Right(scopes=ANSWERER_OR_POINT_OF_CONTACT, body=body, status=status, places=places)


CONTACT: Final = {"institution": "MINFIN", "office": {"es": "Presupuesto"}, "position": {"es": "Jefatura"}}
MEMBER: Final = {"institution": "NUEVA", "joined_on": "2026-01-01"}
LEAVE: Final = {"left_on": "2026-11-01", "reason": WHY}

RIGHT: Final[Mapping[str, Right]] = {
    # In an order in which each can be carried out behind those before it.
    "list_audit_entries": admin(status=200),
    "list_credentials": admin(status=200),
    "get_own_credential": Right(scopes=frozenset(EVERY_SCOPE)),
    "get_credential": admin(status=200),
    "get_import": admin(status=200),
    "list_enrolment_links": admin(status=200),
    "get_enrolment_link": admin(status=200),
    "list_enrolments": admin(status=200),
    "get_enrolment": admin(status=200),
    "list_contact_register": either(status=200),
    "get_contact": either(status=200),
    "list_webhooks": either(status=200),
    "get_webhook": either(status=200),
    "list_webhook_deliveries": either(status=200),
    "create_import": Right(scopes=POINT_OF_CONTACT, body="file"),
    "create_import_of_workbook": Right(scopes=POINT_OF_CONTACT, body="workbook", media_type=XLSX),
    "take_irm_table": Right(scopes=IRM_OR_POINT_OF_CONTACT, body=b"Country\n", media_type="text/csv", status=422),
    "put_institution": admin({"name": {"es": "Nueva"}, "kind": "executive"}, institution="NUEVA"),
    "create_credential": admin({"institution": "MINFIN", "scopes": ["reports:write"]}),
    "create_api_key": admin(if_match=True),
    "delete_api_key": admin(status=200, if_match=True),
    "delete_credential": admin(status=200, if_match=True),
    "create_plan": admin(
        {"id": "gt-2030-2032", "country": "GT", "ordinal": 9, "title": {"es": "Noveno plan"}}
        | {"starts_on": "2030-07-01", "ends_on": "2032-06-30"}
    ),
    "update_plan": admin({"title": {"es": "Tercer plan"}, "reason": WHY}, 200, if_match=True),
    "create_commitment": admin(
        {"number": 99, "theme": 1, "title": {"es": "Otro"}, "starts_on": "2017-01", "ends_on": "2018-01"}
        | {"leads": [{"institution": "MINFIN", "role": "lead"}], "reason": WHY}
    ),
    "update_commitment": admin({"title": {"es": "Con otro título"}, "reason": WHY}, 200, if_match=True),
    "create_goal": admin(
        {"number": 99, "title": {"es": "Otra"}, "starts_on": "2017-01", "ends_on": "2018-01", "reason": WHY}
    ),
    "update_goal": admin({"title": {"es": "Con otro título"}, "reason": WHY}, 200, if_match=True),
    "create_contact": either(CONTACT),
    "replace_contact": either(CONTACT | {"office": {"es": "Otra"}}, 200, if_match=True),
    "delete_contact": either(status=204, if_match=True),
    "create_progress_report": Right(
        scopes=LEAD, body={"level": "complete", "narrative": WHY}, status=201, if_match=True
    ),
    "create_declaration": Right(scopes=LEAD, body={"level": "complete"}, status=201, if_match=True),
    "create_citation": Right(scopes=CITER, body={"url": "https://example.org/prueba", "kind": "page"}, status=201),
    "upload_evidence_file": Right(scopes=CITER, body=b"a,b\r\n1,2\r\n", media_type="text/csv", status=201),
    "update_citation": Right(scopes=CITER, body={"title": WHY}, if_match=True),
    "put_citation_review": admin({"accepted": False, "reason": WHY}, 200, if_match=True),
    "create_recheck": Right(scopes=CITER, status=202),
    "create_dispute": Right(scopes=CITER, body={"reason": WHY}, status=201),
    "create_settlement": admin({"upheld": True, "reason": WHY}, number="1"),
    "delete_citation": Right(scopes=CITER, status=204, if_match=True),
    "create_assessment": Right(scopes=GROUP, body={"report": 1, "verdict": "validated", "reason": WHY}, status=201),
    "create_irm_goal_assessment": Right(scopes=IRM, body={"level": "initiated"}, status=201),
    "create_irm_commitment_assessment": Right(scopes=IRM, body={"level": "initiated"}, status=201),
    "create_indicator": either({"key": "otra", "commitment": 17, "label": WHY, "unit": WHY}),
    "create_statement": either({"value": 7, "where": "Memoria, página 3"}, if_match=True),
    "create_meeting": either({"kind": "working_group", "working_group": 12, "held_on": "2026-12-01"}),
    "update_meeting": either({"held_on": "2026-12-02"}, 200, if_match=True),
    "create_period": admin(
        {"kind": "half_yearly", "starts_on": "2018-01-01", "ends_on": "2018-06-30", "due_on": "2018-08-01"}
    ),
    "create_period_closing": admin({"reason": WHY}, 200, if_match=True),
    "create_follow_up": admin({"text": WHY}, if_match=True),
    "create_lineage": admin({"kind": "drops", "from_plan": "gt-2014-2016", "from_commitment": 1}),
    "create_lineage_retraction": admin({"reason": WHY}, if_match=True),
    "create_working_group": admin({"number": 99, "commitments": [1], "convened_by": ["INAP"]}),
    "change_working_group": admin({"title": WHY}, 200, if_match=True),
    "add_group_member": admin(MEMBER),
    "leave_group": admin(LEAVE, 200, if_match=True, institution="CONRED"),
    "add_roundtable_member": admin(MEMBER),
    "leave_roundtable": admin(LEAVE, 200, if_match=True),
    "create_enrolment_link": admin({"label": "Para la mesa"}),
    "close_enrolment_link": admin(status=200, if_match=True),
    "decide_enrolment_request": admin({"accepted": False, "reason": WHY}, 200, if_match=True),
    "create_webhook": either({"url": "https://93.184.215.14/otra"}),
    "update_webhook": either({"label": "Portal"}, 200, if_match=True),
    "ping_webhook": either(status=202),
    "replay_webhook_delivery": either(status=202),
    "rotate_webhook_secret": either(if_match=True),
    "delete_webhook": either(status=204, if_match=True),
    "create_consultation": admin(
        {"title": {"es": "Otra consulta"}, "opens_on": "2030-01-01", "closes_on": "2030-01-31"}
    ),
    "update_consultation": admin({"answer_days": 20}, 200, if_match=True),
    "list_held_comments": moderator(),
    "list_appeals": moderator(),
    "moderate": moderator("release"),
    "create_assignment": moderator("assignment"),
    "create_proposal_step": admin({"step": "screened"}),
    "define_consultation_questionnaire": admin({"questions": [{"number": 1, "text": WHY}]}),
    "create_questionnaire_answer": answerer({"theme": 5, "rating": "poor", "institutions": ["MINFIN"]}),
    "create_response": answerer("response"),
    "create_linked_change": answerer({"commitment": 17}),
    "set_digest_address": answerer({"email": "oficina@minfin.example"}, 204, institution="MINFIN"),
    "erase_digest_address": answerer(status=204, institution="MINFIN"),
    "close_consultation_as_reported": admin(status=409, if_match=True),  # it is open still
    "create_report": admin({"kind": "mid_term", "as_of": "2017-09-29"}),
    "list_report_sections": admin(status=200),
    "list_report_section_texts": admin(status=200),
    "list_report_editions": admin(status=200),
    "get_report_edition": admin(status=200),
    "get_report_edition_file": admin(status=404, name="es.pdf"),  # no worker is there who would make it
    "write_report_section": admin({"text": {"es": "Hay {{ goals.total }} metas."}}, 200, if_match=True),
    "create_report_edition": admin({"purpose": "preview"}, 409, if_match=True),  # one is being made
    "publish_report_edition": admin(status=409, if_match=True),  # none is final
    "create_plan_transition": admin({"to": "closed", "reason": WHY}, if_match=True),
}
