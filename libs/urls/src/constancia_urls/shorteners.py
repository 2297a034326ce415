"""Hosts whose addresses only stand for others. Pure."""

from typing import Final

SHORTENERS: Final = frozenset(
    {
        *(
            "bit.ly",
            "bitly.com",
            "buff.ly",
            "cutt.ly",
            "dlvr.it",
            "fb.me",
            "goo.gl",
            "ift.tt",
            "is.gd",
            "j.mp",
            "lnkd.in",
        ),
        *(
            "ow.ly",
            "rb.gy",
            "rebrand.ly",
            "shorturl.at",
            "surl.li",
            "t.co",
            "t.ly",
            "tiny.cc",
            "tinyurl.com",
            "trib.al",
        ),
        *("urlz.fr", "v.gd", "x.gd", "adf.ly", "bl.ink", "shorte.st", "snip.ly", "wp.me"),
    }
)
"""They may go, and take every address of theirs with them. youtu.be or forms.gle lead to their owner's own pages."""


def is_shortener(name: str) -> bool:
    """Whether a host, with or without `www.`, gives out short addresses for others."""
    return name.removeprefix("www.") in SHORTENERS
