"""What the tests share: letters to read and to write, and that no test is skipped silently."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, load_set
from eval.recordings import config

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "letters"
NO_SKIPS = "IMR_LLM_NO_SKIPS"

HOW_MADE = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE \nMAXIMUS Federal Services sent the complete case "
    "file to an expert reviewer. \n \nThe Expert Reviewer has the following credentials: \n"
    "State(s) of Licensure: Utah \nCertification(s)/Specialty: Toxicology \n \n"
)
SUMMARY_LEAD = (
    "CLINICAL CASE SUMMARY \nThe expert reviewer developed the following clinical case summary "
    "based on a review of the case \nfile, including all medical records: \n \n"
)
ISSUES_LEAD = (
    " \n \nIMR ISSUES, DECISIONS AND RATIONALES \nThe Final Determination was based on decisions "
    "for the disputed items/services set forth below: \n \n"
)
LABELS = ("Claims Administrator guideline: ", "MAXIMUS guideline: ", "Decision rationale: ")
PARAGRAPHS = (
    "Decision based on MTUS Elbow Complaints 2007.",
    "Decision based on MTUS Elbow Complaints 2007.",
    "It is not medically necessary.",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def letters() -> Path:
    """The folder of the synthetic letters."""
    return ROOT / "tests" / "letters"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the published letters with their labels, which not everybody has."""
    if not SHARED.is_dir():
        pytest.skip("the published letters are not beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def published(shared: Path) -> list[Case]:
    """The published letters with their labels."""
    return list(load_set(shared).cases)


@pytest.fixture(scope="session")
def letter(letters: Path) -> Callable[[str], str]:
    """The text of a synthetic letter by its name."""
    return lambda name: (letters / f"{name}.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def block() -> Callable[..., str]:
    """Write one item block: title, outcome, then the three labelled paragraphs."""

    def write(title: str, outcome: str = "Upheld", paragraphs: Sequence[str] = PARAGRAPHS) -> str:
        parts = (f"{one}{two} \n \n" for one, two in zip(LABELS, paragraphs, strict=True))
        return f"{title}: {outcome} \n \n{''.join(parts)}"

    return write


@pytest.fixture(scope="session")
def write(block: Callable[..., str]) -> Callable[..., str]:
    """Write a letter of the block form from what differs: header, reviewer, summary and blocks."""

    def build(
        summary: str = "He is a 40 year old male.",
        *blocks: str,
        header: str = "",
        made: str = HOW_MADE,
    ) -> str:
        items = "".join(blocks or (block("Wrist brace"),))
        return f"{header}{made}{SUMMARY_LEAD}{summary}{ISSUES_LEAD}{items}"

    return build


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, to open pages in."""
    from playwright.sync_api import sync_playwright

    if not (program := shutil.which("chromium")):
        pytest.skip("the program chromium is absent")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=quiet)
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _no_model_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine chooses an engine for a test."""
    for name in ("IMR_LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    """Match on the whole request, so that a changed prompt replays no stale answer."""
    return config()


def skipped(config: pytest.Config) -> Iterator[str]:
    """Every skipped test with its reason, which names the program or the files it wants."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for report in reporter.stats.get("skipped", ()) if reporter else ():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        yield f"{report.nodeid}: {str(reason).removeprefix('Skipped: ')}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a session that skipped a test, where IMR_LLM_NO_SKIPS=1 forbids it."""
    forbidden = os.environ.get(NO_SKIPS) == "1"
    if forbidden and session.exitstatus == pytest.ExitCode.OK and any(skipped(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name every skipped test and why."""
    if names := list(skipped(config)):
        forbidden = os.environ.get(NO_SKIPS) == "1"
        terminalreporter.section(f"skipped{f', which {NO_SKIPS}=1 forbids' if forbidden else ''}")
        terminalreporter.write_line("\n".join(names))
