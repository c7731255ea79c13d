"""What a spreadsheet would take for a formula, and how a cell is made safe from that."""

from __future__ import annotations

import re

FORMULA = r"^[=+\-@\t\r\n＝＋－＠']"  # full-width signs are taken for plain ones
"""How a cell begins that a spreadsheet takes for a formula, or that was made safe from that."""


def safe(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula."""
    return f"'{text}" if re.match(FORMULA, text) else text
