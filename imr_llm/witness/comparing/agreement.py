"""Whether words claimed are the words printed at a place (contract, section 3).

Blanks, and hyphens between letters, do not count. Next to a digit both do, but for the joint of two
lines, where a tool may or may not leave a blank. In poppler's text a hyphen may be missing, only at
a line's end and never where two numbers would become one: that the letter could have printed
either is no proof, so it is `None`.
"""

from __future__ import annotations

import re

from imr_llm.folding import Folded, bare, fold, joined, key

JOINT = "\n"
"""Marks the joint of two lines in a text that is compared."""
# what is loose when joints are marked; as `folding.LOOSE`
LOOSE = re.compile(r"(?<![0-9 \n-])[ \n-]++(?![0-9])")
LAST_WORDS = re.compile(r"\S+(?=[^\S\n]*(?:\n|$))")


def agrees(claimed: str, printed: str, *, hyphens_lost: bool) -> bool | None:
    """Tell whether `claimed` says what the letter prints; None where it cannot be told.

    Args:
        claimed: the words of a record.
        printed: the letter's own characters at the place, line ends and all.
        hyphens_lost: whether the text is of a tool that drops hyphens at line ends.
    """
    if claimed == " ".join(printed.split()) or claimed == joined(printed):
        return True
    if bare(claimed) != bare(printed):
        return False
    folded, wanted = fold(printed), key(claimed)
    if wanted == key(folded.text):
        return True
    lost = _walk(wanted, LOOSE.sub("", _with_joints(folded)))
    if lost is None or (lost and not hyphens_lost):
        return False
    return True if not lost else _may_be_lost(lost, wanted, printed)


def _with_joints(folded: Folded) -> str:
    """The folded text with every joint marked, before its blank."""
    pieces, at = [], 0
    for one in folded.breaks:
        piece = folded.text[at : one.at]
        line = piece.rstrip(" ")
        pieces += [line, JOINT, " " * (len(piece) - len(line))]
        at = one.at
    return "".join([*pieces, folded.text[at:]])


def _walk(wanted: str, marked: str) -> list[int] | None:
    """The places in `wanted` of hyphens that are not printed; None where anything else differs."""
    at, lost, joint = 0, [], False
    for one in marked:
        if one == JOINT:
            joint = True
            continue
        while at < len(wanted) and wanted[at] != one:
            if one == " " and joint:
                break
            if wanted[at] == "-":
                lost.append(at)
            elif not (wanted[at] == " " and joint):
                return None
            at += 1
        if at < len(wanted) and wanted[at] == one:
            at += 1
            joint = joint and one == " "
        elif not (one == " " and joint) or wanted[at - 1 : at + 1].isdigit():
            return None  # two numbers stay two, also over a line's end
    return lost if not wanted[at:].strip(" -") else None


def _may_be_lost(lost: list[int], wanted: str, printed: str) -> bool | None:
    """Whether the hyphens that are missing can have stood at ends of lines."""
    ends = {bare(word) for word in LAST_WORDS.findall(printed)}
    for at in lost:
        start, end = wanted.rfind(" ", 0, at) + 1, wanted.find(" ", at)
        word = bare(wanted[start : end if end >= 0 else None])
        if not any(one in word or word in one for one in ends):
            return False
    numbers = any(
        wanted[at - 1 : at].isdigit() and wanted[at + 1 : at + 2].isdigit() for at in lost
    )
    return None if numbers else True
