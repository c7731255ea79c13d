"""Taking a letter apart: families, sections and item blocks, as spans of the source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imr_llm import Family, UnknownLayout
from imr_llm.folding import bare
from imr_llm.letter.sections import Letter, family_of, read_letter

LETTERS = Path(__file__).parents[1] / "letters"
NAMES = sorted(path.stem for path in LETTERS.glob("*.json"))
RESULT = "MAXIMUS Federal Services, Inc. has determined the request for"


def titles(read: Letter) -> list[str | None]:
    """The titles of the items."""
    return [read[block.title] for block in read.blocks]


def outcomes(read: Letter) -> list[str]:
    """The outcome words of the items."""
    return [block.words for block in read.blocks]


class TestFamily:
    """Layouts are told by their headings."""

    @pytest.mark.parametrize(
        ("text", "family"),
        [
            ("IMR ISSUES, DECISIONS AND RATIONALES", Family.F4),
            ("CLINICAL CASE SUMMARY", Family.F4),
            ("HOW THE IMR FINAL DETERMINATION WAS MADE", Family.F4),
            ("CLINICAL CASE SUMMARY IMR DECISION(S) AND RATIONALE(S)", Family.F3),
            ("Notice of Independent Medical Review Determination", Family.F2),
            ("INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE", Family.F2),
            ("MEDICAL PROFESSIONAL REVIEW", Family.F1),
            ("ISSUE AT DISPUTE: a brace", Family.F1),
            ("Independent Medical Review", Family.UNKNOWN),
            ("", Family.UNKNOWN),
        ],
    )
    def test_headings(self, text: str, family: Family) -> None:
        """Each heading names its family."""
        assert family_of(text) is family

    @pytest.mark.parametrize("name", NAMES)
    def test_synthetic(self, name: str, letter: Callable[[str], str]) -> None:
        """The synthetic letters are of the family that their names begin with."""
        assert read_letter(letter(name)).family == name[:2]

    @pytest.mark.parametrize(
        "text", ["Independent Medical Review of a new kind", "MEDICAL PROFESSIONAL REVIEW", ""]
    )
    def test_unknown(self, text: str) -> None:
        """A layout whose items cannot be found is refused with the remedy."""
        with pytest.raises(UnknownLayout, match="llm engine"):
            read_letter(text)

    def test_first_family(self, letter: Callable[[str], str]) -> None:
        """The letter of early 2013 is refused whole."""
        with pytest.raises(UnknownLayout, match="f1"):
            read_letter(letter("f1-professional"))


class TestSpans:
    """Every part leads back to the source."""

    @pytest.mark.parametrize("name", NAMES)
    def test_back_to_the_source(self, name: str, letter: Callable[[str], str]) -> None:
        """The source span of each part folds to the part again."""
        text = letter(name)
        read = read_letter(text)
        parts = [read.header, read.summary, read.reviewer]
        for block in read.blocks:
            parts += [block.title, block.claims, block.maximus, block.rationale]

        for part in filter(None, parts):
            a, b = read.folded.span(*part)
            assert 0 <= a <= b <= len(text)
            assert "IMR Case Number" in text[a:b] or bare(text[a:b]) == bare(read[part] or "")

    def test_order(self, letter: Callable[[str], str]) -> None:
        """Parts stand one after another and never overlap."""
        read = read_letter(letter("f4b-many"))
        ends = 0
        for block in read.blocks:
            for part in (block.title, block.claims, block.maximus, block.rationale):
                assert part is not None
                assert ends <= part[0] < part[1]
                ends = part[1]

    def test_null(self, letter: Callable[[str], str]) -> None:
        """No span is None, and so is a span without text."""
        read = read_letter(letter("f4b-header"))

        assert read[None] is None
        assert read[(3, 3)] is None


class TestBlocks:
    """Items of the block form."""

    def test_plain(self, write: Callable[..., str], block: Callable[..., str]) -> None:
        """Each block has its title, its outcome and its three paragraphs without their labels."""
        read = read_letter(write("He fell.", block("Brace", "Overturned", ("One.", "Two.", "3."))))
        (found,) = read.blocks

        assert (read[found.title], found.words) == ("Brace", "Overturned")
        assert [read[one] for one in (found.claims, found.maximus, found.rationale)] == [
            "One.",
            "Two.",
            "3.",
        ]
        assert read[read.summary] == "He fell."

    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            ("Upheld", "Upheld"),
            (" Overturned", "Overturned"),
            ("\nUpheld", "Upheld"),
            ("\n\fOverturned ", "Overturned"),
            ("upheld", "upheld"),
            ("OVERTURNED.", "OVERTURNED"),
            ("Modified", "Modified"),
            ("Partially overturned", "Partially overturned"),
            ("Dismissed as moot", "Dismissed as moot"),
        ],
    )
    def test_outcome_words(
        self, outcome: str, words: str, write: Callable[..., str], block: Callable[..., str]
    ) -> None:
        """An outcome is read as printed, one of the two known words or another."""
        read = read_letter(write("He fell.", block("Brace", outcome), block("Cane")))

        assert outcomes(read) == [words, "Upheld"]
        assert titles(read) == ["Brace", "Cane"]

    @pytest.mark.parametrize(
        "title",
        [
            "Labs to include: EKG",
            "Drug 20mg #60 day supply: 30",
            "Fusion L5-S1, QTY:1.00",
            "Retrospective: Brace (DOS \n12/29/16)",
            "Motion unit, rental \nfor a period of two weeks",
            "Motion unit, rental \n \n\ffor a period of two weeks",
            "Motion unit  for home",
            "Office visit, established patient (DOS \n12/29/16)",
        ],
    )
    def test_titles(self, title: str, write: Callable[..., str], block: Callable[..., str]) -> None:
        """A title may hold colons, line ends and page breaks, first or later in the letter."""
        read = read_letter(write("He fell.", block(title), block("Cane"), block(title)))

        assert titles(read) == [" ".join(title.split()), "Cane", " ".join(title.split())]

    def test_fake_outcome_in_the_summary(
        self, write: Callable[..., str], block: Callable[..., str]
    ) -> None:
        """An outcome line before the issues heading is no item, its label included."""
        fake = "He wrote: \nCane: Overturned \nClaims Administrator guideline: none \nand left."
        read = read_letter(write(fake, block("Brace")))

        assert (titles(read), outcomes(read)) == (["Brace"], ["Upheld"])
        assert "Overturned" in (read[read.summary] or "")

    def test_outcome_words_in_a_rationale(
        self, write: Callable[..., str], block: Callable[..., str]
    ) -> None:
        """A sentence that speaks of upholding ends no block."""
        rationale = "The denial, as we see it: upheld or not, is settled. It is not necessary."
        read = read_letter(write("He fell.", block("Brace", "Upheld", ("1.", "2.", rationale))))

        assert titles(read) == ["Brace"]
        assert read[read.blocks[0].rationale] == rationale

    @pytest.mark.parametrize("gap", ["", " \n", "\f", " \n\f", "\n\n"])
    def test_page_breaks(
        self, gap: str, write: Callable[..., str], block: Callable[..., str]
    ) -> None:
        """A page break or a gap between outcome and label, and between blocks, changes nothing."""
        text = write("He fell.", block("Brace"), block("Cane", "Overturned"))
        text = text.replace("Upheld \n", f"Upheld \n{gap}").replace(" \nCane", f" \n{gap}Cane")
        read = read_letter(text)

        assert (titles(read), outcomes(read)) == (["Brace", "Cane"], ["Upheld", "Overturned"])

    def test_compact(self, letter: Callable[[str], str]) -> None:
        """A letter without any blank line reads as the same letter with blank lines does."""
        text = letter("f4b-header")
        lines = [line for line in text.replace("\f", "\n").splitlines() if line.strip()]
        compact, loose = read_letter("\n".join(lines)), read_letter(text)

        assert titles(compact) == titles(loose)
        assert [compact[one.rationale] for one in compact.blocks] == [
            loose[one.rationale] for one in loose.blocks
        ]

    @pytest.mark.parametrize("name", NAMES)
    def test_doubled_newlines(self, name: str, letter: Callable[[str], str]) -> None:
        """A letter whose every newline is doubled reads as the letter itself does."""
        text = letter(name)
        doubled, plain = read_letter(text.replace("\n", "\n\n")), read_letter(text)

        assert titles(doubled) == titles(plain)
        assert doubled[doubled.summary] == plain[plain.summary]

    @pytest.mark.parametrize(
        ("label", "missing"),
        [
            ("Claims Administrator guideline: ", "claims"),
            ("MAXIMUS guideline: ", "maximus"),
            ("Decision rationale: ", "rationale"),
        ],
    )
    def test_missing_label(
        self, label: str, missing: str, write: Callable[..., str], block: Callable[..., str]
    ) -> None:
        """A missing label leaves its paragraph unread and the other items as they are."""
        broken = block("Cane", "Overturned").replace(label, "")
        read = read_letter(write("He fell.", block("Brace"), broken, block("Splint")))

        assert titles(read)[::2] == ["Brace", "Splint"]
        assert outcomes(read) == ["Upheld", "Overturned", "Upheld"]
        assert [getattr(one, missing) is None for one in read.blocks] == [False, True, False]

    def test_no_labels(self, write: Callable[..., str], block: Callable[..., str]) -> None:
        """An outcome that ends its line makes an item though no label follows it."""
        read = read_letter(write("He fell.", block("Brace"), "Cane: Overturned \n"))
        loose = read_letter(write("He fell.", block("Brace"), "Cane: Overturned by nobody \n"))

        assert (titles(read), outcomes(read)) == (["Brace", "Cane"], ["Upheld", "Overturned"])
        assert titles(loose) == ["Brace"]

    def test_no_items(self, write: Callable[..., str]) -> None:
        """A letter that lists nothing has no blocks."""
        assert read_letter(write("He fell.", "Nothing was disputed.")).blocks == ()

    def test_no_issues(self) -> None:
        """A letter that ends in its summary has a summary and no blocks."""
        read = read_letter("CLINICAL CASE SUMMARY \nHe fell.")

        assert (read[read.summary], read.reviewer, read.blocks) == ("He fell.", None, ())


class TestSentences:
    """Items told in sentences, as the letters of 2013 do."""

    def letter(self, *results: str) -> str:
        """A notice with these results, stated twice."""
        told = "\n".join(results)
        heading = "Notice of Independent Medical Review Determination"
        return f"{heading}\n{told}\nCase Summary: He fell.\n{told}"

    @pytest.mark.parametrize(
        ("result", "title", "words"),
        [
            (
                f"1) {RESULT} a brace is not medically necessary and appropriate.",
                "a brace",
                "Upheld",
            ),
            (
                f"1) {RESULT} a brace is notmedically necessary and appropriate.",
                "a brace",
                "Upheld",
            ),
            (
                f"1) {RESULT} two \nbraces are medically necessary and appropriate.",
                "two braces",
                "Overturned",
            ),
            (
                f"{RESULT} a brace was medically necessary and appropriate.",
                "a brace",
                "Overturned",
            ),
        ],
    )
    def test_results(self, result: str, title: str, words: str) -> None:
        """A result stated twice is one item, decided by its wording."""
        read = read_letter(self.letter(result))

        assert (titles(read), outcomes(read)) == ([title], [words])
        assert read.family is Family.F2

    def test_contradiction(self) -> None:
        """A result stated both ways is decided neither way."""
        yes = f"1) {RESULT} a brace is medically necessary and appropriate."
        read = read_letter(self.letter(yes, yes.replace("is med", "is not med")))

        assert titles(read) == ["a brace"]
        assert outcomes(read)[0].casefold() not in ("upheld", "overturned")
