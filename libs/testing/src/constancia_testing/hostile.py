"""Texts that would be more than text if anybody let them: in Typst, Markdown, HTML, spreadsheets, templates, XML."""

from typing import Final

HOSTILE: Final = (
    '#panic("x") $x^2$ *a* _b_ @ref <label> `c` \\ // /* */ #import "/etc/passwd"',
    "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt; \"'",
    '=HYPERLINK("http://evil","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "{{ goals.total }} {% raw %} {# x #} {{ 7*7 }}",
    "<r><t>runs</t></r>",
    "_x0041_x0042_ %PDF-1.7 endobj",
    "\u202egnp.exe \u200b\ufeff مرحبا שלום",
    "😀 漢字 \ue000 K'iche' \ua78c ä",
    "**bold** [link](javascript:alert(1)) ![i](http://evil/x.png)",
    "](http://x) \u2028 line \u0085 tab\there",
)
