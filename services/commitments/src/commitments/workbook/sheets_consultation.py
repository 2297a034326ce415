"""The sheets of a plan's consultation: its window, comments, and the answers of its workshop. Pure."""

from typing import Final

from commitments.workbook.layout import Column, Kind, Sheet
from commitments.workbook.words import RATINGS, SECTORS
from constancia_events import plan_file

_NUMBER: Final = Column(key="number", label=("N.º", "No."), kind=Kind.NUMBER, width=7)
_TEXT: Final = Column(key="text", label=("Texto", "Text"), kind=Kind.TEXTS, width=70)
_INSTITUTIONS: Final = ("Siglas de la hoja de instituciones", "Acronyms of the sheet of institutions")

CONSULTATION: Final = Sheet(
    key="consultation",
    title=("Consulta", "Consultation"),
    about=("La consulta pública y su taller: una sola fila, o ninguna", "The consultation and its workshop: one row"),
    model=plan_file.Consultation,
    member="consultation",
    single=True,
    columns=(
        Column(key="opens_on", label=("Abre", "Opens"), kind=Kind.DAY),
        Column(key="closes_on", label=("Cierra", "Closes"), kind=Kind.DAY),
        Column(key="subject", label=("Asunto", "Subject"), width=40),
        Column(
            key="workshop.held_on",
            label=("Fecha del taller", "Day of the workshop"),
            note=("Si hubo taller", "Where there was one"),
            kind=Kind.DAY,
        ),
    ),
)
COMMENTS: Final = Sheet(
    key="comments",
    title=("Comentarios", "Comments"),
    about=(
        "Lo que se publicó; sin nombres ni direcciones de personas",
        "What was published; no names or addresses of persons",
    ),
    model=plan_file.Comment,
    member="comments",
    parent="consultation",
    columns=(
        Column(key="received_at", label=("Recibido", "Received"), kind=Kind.INSTANT, width=26),
        Column(key="sector", label=("Sector", "Sector"), kind=Kind.CHOICE, choices=SECTORS, width=18),
        _TEXT,
    ),
)
QUESTIONS: Final = Sheet(
    key="questions",
    title=("Taller-Preguntas", "Workshop-Questions"),
    about=("Las preguntas del taller", "The questions of the workshop"),
    model=plan_file.Question,
    member="workshop.questions",
    parent="consultation",
    columns=(_NUMBER, _TEXT),
)
ANSWERS: Final = Sheet(
    key="answers",
    title=("Taller-Ejes", "Workshop-Themes"),
    about=("Lo que el taller dijo de cada eje", "What the workshop said of each theme"),
    model=plan_file.Answer,
    member="workshop.answers",
    parent="consultation",
    identity="theme",
    columns=(
        Column(key="theme", label=("Eje", "Theme"), kind=Kind.NUMBER, refers=("themes", "number")),
        Column(key="rating", label=("Calificación", "Rating"), kind=Kind.CHOICE, choices=RATINGS, width=16),
        Column(
            key="institutions",
            label=("Instituciones", "Institutions"),
            note=_INSTITUTIONS,
            kind=Kind.WORDS,
            width=48,
        ),
    ),
)
POINTS: Final = Sheet(
    key="points",
    title=("Taller-Aportes", "Workshop-Points"),
    about=("Los aportes del taller por eje y pregunta", "The points made in the workshop, by theme and question"),
    model=None,
    member="points",
    parent="answers",
    grouped_by="question",
    columns=(
        Column(key="of.theme", label=("Eje", "Theme"), kind=Kind.NUMBER, refers=("answers", "theme")),
        Column(key="question", label=("Pregunta", "Question"), kind=Kind.NUMBER, refers=("questions", "number")),
        Column(key="text", label=("Aporte", "Point"), item=True, width=70),
    ),
)

CONSULTED: Final[tuple[Sheet, ...]] = (CONSULTATION, COMMENTS, QUESTIONS, ANSWERS, POINTS)
"""In the order in which they stand in the workbook."""
