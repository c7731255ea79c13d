"""What may be a date and is not read stays open, in whatever shape."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_llm import Determination, Status, verify
from imr_llm.witness.reading.faint import faint
from imr_llm.witness.reading.mentions import scan
from imr_llm.witness.reading.sheet import spread

# text; what it may tell in a summary; in a rationale
FAINT = [
    ("Prior hysterectomy, 2003, without event", ["2003"], ["2003"]),
    ("No agreement later than \n2013 was found", ["2013"], ["2013"]),
    ("Psych screen negative 10-16. Therapy in 9-16, six visits", ["2016-10", "2016-09"], None),
    ("Chiropractic 9-26 to 10-14-16 helped", ["2016-09-26"], None),
    ("seen 9/26 and 10/14/2016", ["2016-09-26"], None),
    ("from late September \nto early November 2014", ["2014-09"], None),
    ("from Sept. to Nov. 2014", ["2014-09"], None),
    ("in March, April and again in August of 2014", ["2014-03", "2014-04"], None),
    ("from Sept. 12 to October 14, 2014", ["2014-09-12"], None),
    ("in May 2014, June 3, 2014 and August 2014. In May. On July 4, 2015 he", [], None),
    ("on 10.22.15 and 2016-08-19", ["2015-10-22", "2016-08-19"], None),
    ("since Oct 24 '16 and May \u201915", ["2016-10-24", "2015-05"], None),
    ("The MTUS 2016 Chronic Pain Guidelines (July 2009) and ACOEM 2004", ["2016", "2004"], []),
    (
        "per ODG (updated 11/23/16) and (Chou, 2007) (White, \n2004)",
        ["2016-11-23", "2007", "2004"],
        [],
    ),
    ("The 2016 California MTUS states", ["2016"], []),
    ("rated 7-8. Levels 8-9, L4-5. Pain 0-10; 6-12 visits over 2-3 weeks", [], None),
    ("Norco 10-325mg, $2016, 2,013 steps, 2016-17, 5.30.16mg, 3.3.1", [], None),
    ("3-4 sessions to begin and then 6-10, as told; PT sessions in 9-16,", ["2016-09"], None),
    ("CPT 97110 and Section 9792.24.2, ICD M54.16", [], None),
    ("seen on 3/4/16 and in 2015", [], None),
]


@pytest.mark.parametrize(("text", "summary", "rationale"), FAINT)
def test_faint(text: str, summary: list[str], rationale: list[str] | None) -> None:
    """Broad, but for scores, doses and, in a rationale, a text's own year."""
    sheet, whole = spread(text), (0, len(text))
    read = scan(sheet, whole, years=True, latest_year=2017)
    for inside, expected in ((False, summary), (True, summary if rationale is None else rationale)):
        found = faint(sheet.text, whole, read, 2017, rationale=inside)
        assert [str(one.date) for one in found] == expected


@pytest.mark.parametrize("events", [[], [{"date": "2003", "kind": "procedure"}]])
def test_open_either_way(write: Callable[..., str], events: list[dict[str, str]]) -> None:
    """Neither left out nor claimed is such a date confirmed."""
    record = Determination.model_validate({"events": events})
    text = write("He is a 40 year old male. Hernia mended, 2003, elsewhere.")
    found = {one.field: one.status for one in verify(record, text) if one.field.startswith("ev")}
    assert found == {"events[0].date" if events else "events": Status.DOUBTFUL}
