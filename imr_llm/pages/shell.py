"""A template with its style and script as one file that may run these two and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

BASE = Path(__file__).with_name("base.css")


def render(folder: Path, name: str, parts: Sequence[str] = (), **told: Any) -> str:
    """The page of `<name>.html.j2` with style and script inside.

    `parts` are the names of the `.css` and `.js` files in the folder that make them (None: the
    template's own), in their order. Whatever is told is escaped. The template prints `style`,
    `script` and `policy` itself.
    """
    files = [folder / one for one in parts or (name,)]
    style = asset(BASE) + "".join(asset(one.with_suffix(".css")) for one in files)
    script = "".join(asset(one.with_suffix(".js")) for one in files)
    return (
        environment(folder)
        .get_template(f"{name}.html.j2")
        .render(
            style=Markup(style),  # noqa: S704  # our own files
            script=Markup(script),  # noqa: S704
            policy=policy(style, script),
            **told,
        )
    )


def write(path: Path, page: str) -> None:
    """Write a page; what cannot be written, as half a character in a file's name, is a `?`."""
    path.write_text(page, "utf-8", errors="replace")


@cache
def environment(folder: Path) -> jinja2.Environment:
    """The templates of a folder; they escape what they print, and know what they print."""
    loader = jinja2.FileSystemLoader(folder)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def policy(style: str, script: str) -> str:
    """A content security policy: nothing but this very style and script."""
    hashes = (
        base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (style, script)
    )
    allowed = "style-src 'sha256-{}'; script-src 'sha256-{}'".format(*hashes)
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


@cache
def asset(path: Path) -> str:
    """One of our own files; none where a part has only a style, or only a script."""
    return path.read_text("utf-8") if path.is_file() else ""
