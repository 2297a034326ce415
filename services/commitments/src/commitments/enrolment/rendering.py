"""The pages of enrolment as HTML, in the language of their address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commitments.enrolment.aggregate import Enrolment, EnrolmentState
from constancia_events.vocabulary import InstitutionKind
from constancia_pages.rendering import Address, Pages
from constancia_runtime.errors import Fault
from constancia_web.translations import Translations

KINDS: Final[Mapping[InstitutionKind, str]] = {
    InstitutionKind.CIVIL_SOCIETY: "Civil society",
    InstitutionKind.ACADEMIA: "Academia",
    InstitutionKind.EXECUTIVE: "Executive branch",
    InstitutionKind.LEGISLATIVE: "Legislative branch",
    InstitutionKind.JUDICIAL: "Judicial branch",
    InstitutionKind.AUTONOMOUS: "Autonomous body",
    InstitutionKind.MUNICIPAL: "Municipality",
    InstitutionKind.COOPERATION: "International cooperation",
    InstitutionKind.OBSERVER: "Observer",
    InstitutionKind.REVIEW_MECHANISM: "Review mechanism",
}
STATES: Final[Mapping[EnrolmentState, str]] = {
    EnrolmentState.PENDING: "Waiting for a decision",
    EnrolmentState.ACCEPTED: "Accepted",
    EnrolmentState.REJECTED: "Not accepted",
}
FIELDS: Final[Mapping[str, str]] = {
    "name_es": "Name of the organisation in Spanish",
    "name_en": "Name in English, if it has one",
    "acronym": "Acronym that you propose",
    "kind": "Kind of organisation",
    "motive": "Why you want to join",
    "contact_email": "Contact e-mail",
    "website": "Leave this field empty",
}
"""What the form asks for, by the name of its input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the form invites to; `group` None for the roundtable, `group_title` where it has one."""

    plan_title: Mapping[str, str]
    group: int | None
    group_title: Mapping[str, str] | None


class EnrolmentPages:
    """Makes the pages; built once, when the app is."""

    def __init__(self, translations: Translations) -> None:
        self._pages = Pages("commitments.enrolment", translations)

    def form(
        self,
        language: str,
        address: Address,
        invitation: Invitation,
        *,
        values: Mapping[str, str],
        faults: Sequence[tuple[str | None, Fault]] = (),
    ) -> str:
        """The form with what was typed, and with each thing that is wrong by the name of its input."""
        errors = [(name, self._pages.text(language, fault.message, **fault.values)) for name, fault in faults]
        by_name: dict[str, str] = {}
        for name, message in errors:
            if name is not None:
                by_name.setdefault(name, message)
        return self._pages.page(
            "form.html",
            language,
            address,
            invitation=invitation,
            values=values,
            errors=errors,
            by_name=by_name,
            labels=FIELDS,
            kinds=KINDS,
        )

    def state(self, language: str, address: Address, enrolment: Enrolment, invitation: Invitation) -> str:
        """What became of a request, and why."""
        return self._pages.page(
            "state.html", language, address, invitation=invitation, enrolment=enrolment, states=STATES
        )

    def refusal(self, language: str, address: Address, message: str, values: Mapping[str, str]) -> str:
        """Why there is no form at this address, or no request."""
        return self._pages.page("refusal.html", language, address, said=self._pages.text(language, message, **values))
