"""The columns of IRM's table by their names in its header, whatever their order. Pure."""

from typing import Final

COUNTRY: Final = "Country"
PLAN: Final = "Action Plan Number"
NUMBER: Final = "Comm No"
THEME: Final = "Theme"
TITLE: Final = "Commitment Title"
SHORT_TITLE: Final = "Short Title"
TEXT: Final = "Full Text"
START: Final = "Start Date"
END: Final = "End Date"
LEAD: Final = "Lead Institution"
SUPPORTING: Final = "Supporting Institution(s)"
SPECIFICITY: Final = "Specificity"
RELEVANT: Final = "_Relevant"
IMPACT: Final = "Potential impact"
COMPLETION: Final = "Completion (progress report)"
STARRED_PRE_JUNE_2014: Final = "Starred (pre-June 2014 assessments)"
STARRED_2015: Final = "Starred (2015 only)"
STARRED_CURRENT: Final = "Starred (current formula) progress report"
COMPLETION_END: Final = "Completion (end of term)"
OPENED: Final = "Did it open government (end of term only)"
STARRED_CURRENT_END: Final = "Starred (current formula) end of term"

NEEDED: Final = (
    COUNTRY,
    PLAN,
    THEME,
    NUMBER,
    TITLE,
    SHORT_TITLE,
    TEXT,
    START,
    END,
    LEAD,
    SUPPORTING,
    SPECIFICITY,
    RELEVANT,
    IMPACT,
    COMPLETION,
    STARRED_PRE_JUNE_2014,
    STARRED_2015,
    STARRED_CURRENT,
    COMPLETION_END,
    OPENED,
    STARRED_CURRENT_END,
)
"""Those that are read. The columns for a contact's name, position, e-mail and telephone never are."""

CODED: Final = {
    COMPLETION: ("_CompletionProgress", {"2": "not_started", "3": "initiated", "4": "substantial", "5": "complete"}),
    COMPLETION_END: ("_CompletionEndTerm", {"2": "not_started", "3": "initiated", "4": "substantial", "5": "complete"}),
    IMPACT: ("_Pot Impact Coded", {"1": "minor", "2": "moderate", "3": "transformative"}),
}
"""The columns that say a label once more as a figure, where it stands for one label only. The label counts."""

TAGS: Final = (
    "Anti-corruption",
    "Conflicts of Interest",
    "Asset disclosure",
    "Audits & Controls",
    "Whistleblower Protections",
    "Fiscal Openness",
    "Citizen Budgets",
    "Participatory Budgeting",
    "E-petitions",
    "Social Audits",
    "Public Participation",
    "Public Procurement",
    "Access to Information",
    "Records Management",
    "Open Data",
    "Elections & Political Finance",
    "Law Enforcement & Justice",
    "Public Service Delivery",
    "E-government",
    "Capacity Building",
    "Legislation & Regulation",
    "Private sector",
    "Legislature",
    "Sub-national",
    "Judiciary",
    "Media & Telecommunications",
    "Education",
    "Health & Nutrition",
    "Citizenship & Immigration",
    "Welfare & Social Security",
    "Water & Sanitation",
    "Infrastructure",
    "Public Safety",
    "Defense",
    "Natural Resources",
    "Aid",
    "Nonprofits",
    "Labor",
    "Science & Technology",
    "Gender & Sexuality",
    "Human Rights",
    "Marginalized Communities",
    "OGP",
)
"""Columns with a 1 where a commitment is about that; a table may lack them."""
