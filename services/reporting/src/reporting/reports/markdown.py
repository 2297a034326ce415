"""Narratives: Markdown (CommonMark) to blocks, with figures of the record in the place of their references. Pure.

HTML in a text stays text, and so does every other language: nothing that a person writes runs in any format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reporting.reports.document import Block, Heading, Items, Paragraph, Run, Runs
from reporting.site.links import web_link

REFERENCE: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\s*\}\}", re.ASCII)
"""How a text inserts a figure: `{{ goals.complete.percent }}`, `{{ indicators.<key> }}`."""

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
_HIGHEST: Final = 3
_DEEPEST: Final = 5


def references(text: str) -> list[str]:
    """The names of the figures that a text inserts, each once, in their order."""
    return list(dict.fromkeys(REFERENCE.findall(text)))


def blocks_of(text: str, figures: Mapping[str, str]) -> list[Block]:
    """The blocks of a narrative; a reference to what is not a figure stays as it was written."""
    return _Reader(figures).read(_PARSER.parse(text))


@dataclass(slots=True)
class _Reader:
    figures: Mapping[str, str]
    blocks: list[Block] = field(default_factory=list)
    level: int = _HIGHEST - 1
    """Of the last heading; the next is at most one below it, so that none is skipped."""

    def read(self, tokens: list[Token]) -> list[Block]:
        """Everything but lists is one token behind another; of lists only the outermost is kept as one."""
        items: list[Runs] = []
        depth, ordered = 0, False
        for at, token in enumerate(tokens):
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                ordered = ordered if depth else token.type.startswith("ordered")
                depth += 1
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                depth -= 1
                if not depth and items:
                    self.blocks.append(Items(ordered=ordered, items=tuple(items)))
                    items = []
            elif token.type in {"inline", "fence", "code_block"}:
                runs = self._runs(token)
                if depth:
                    items.append(runs)
                else:
                    self.blocks.append(self._block(tokens[at - 1], runs))
        return self.blocks

    def _block(self, opened: Token, runs: Runs) -> Block:
        if opened.type == "heading_open":
            self.level = min(_DEEPEST, _HIGHEST + int(opened.tag[1]) - 1, self.level + 1)
            return Heading(level=self.level, text="".join(run.text for run in runs))
        return Paragraph(runs=runs)

    def _runs(self, token: Token) -> Runs:
        if token.type != "inline":
            return (Run(text=self._inserted(token.content.rstrip("\n"))),)
        return tuple(_joined(self._inline(token.children or [])))

    def _inline(self, tokens: list[Token]) -> Iterator[Run]:
        bold = italic = 0
        href: str | None = None
        for token in tokens:
            if token.type in {"strong_open", "strong_close"}:
                bold += token.nesting
            elif token.type in {"em_open", "em_close"}:
                italic += token.nesting
            elif token.type == "link_open":
                href = web_link(str(token.attrs.get("href", "")))
            elif token.type == "link_close":
                href = None
            else:
                text = " " if token.type == "softbreak" else "\n" if token.type == "hardbreak" else token.content
                yield Run(text=self._inserted(text), bold=bool(bold), italic=bool(italic), href=href)

    def _inserted(self, text: str) -> str:
        return REFERENCE.sub(lambda found: self.figures.get(found[1], found[0]), text)


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Runs of one kind as one: a reference that the parser took apart is whole before it is looked for again."""
    last: Run | None = None
    for run in runs:
        if last is not None and (last.bold, last.italic, last.href) == (run.bold, run.italic, run.href):
            last = last.model_copy(update={"text": last.text + run.text})
            continue
        if last is not None and last.text:
            yield last
        last = run
    if last is not None and last.text:
        yield last
