"""What the words around a date say it is the date of: tables of cues, for `events`.

`§` stands for the date in question and `¤` for any other date of the sentence. The first table is
tried in order and the first match decides; then the nearest noun or verb of the second decides; the
third adds a kind to whatever was decided. Kinds as LABELLING defines them.
"""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.terms import EVENTS, words

_ON = r"(?: ?[,:(]| on| of| from| dated?| is| was| are| were| signed| received| submitted| form| noted| to be| by| in| since| for)*[ (]?"
_REVIEW = r"(?:utilization review|\bUR\b|(?:prior|previous|initial) (?:determination|denial|review)|peer review)"
_REFUSED = r"(?:non-? ?certif\w+|noncertif\w+|denied|den(?:ial|ies)|modified(?! (?:work|dut|activit|job|light))|modification|not certified|not medically necessary|(?:partially|conditionally|previously) (?:non-? ?certified|certified|approved|authorized|reviewed|denied)|reviewed)"


_IMAGING = words(EVENTS["diagnostic"])
_INJURED = r"(?:injur(?:y|ies)|injured(?! worker))"


def _cues(*rows: tuple[EventKind, str]) -> tuple[tuple[EventKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in rows)


DECIDING = _cues(
    # "The claims administrator referenced a November 29, 2016 date of service in its determination"
    (EventKind.VISIT, r"referenced [^.;§¤]{0,40}§|§ date of service"),
    # "On December 01, 2016 a request was received that was noncertified ... on December 05, 2016"
    (
        EventKind.REQUEST,
        r"§,? (?:a|an|the) (?:\w+ )?request (?:was|is|has been) (?:received|made|submitted|sent)",
    ),
    # "The 3/6/14 utilization review denied", "UR (10-28-2016) modified", "the review on 11-9-16 was"
    (EventKind.UTILIZATION_REVIEW, rf"{_REVIEW}(?: \w+){{0,3}} ?{_ON}§"),
    (EventKind.UTILIZATION_REVIEW, rf"§,? (?:the |original |a )*{_REVIEW}"),
    # "On 12-19-16 the request was non-certified by utilization review", "denied on 12/23/2016"
    (EventKind.UTILIZATION_REVIEW, rf"{_REFUSED}[^.;§¤]{{0,60}}? (?:on|dated) §"),
    (
        EventKind.UTILIZATION_REVIEW,
        rf"§[^.;¤§]{{0,160}}{_REFUSED}[^.;¤§]{{0,30}}(?:utilization review|\bUR\b)(?! (?:on|dated) ¤)",
    ),
    (
        EventKind.UTILIZATION_REVIEW,
        rf"§,? (?:the |this |these )?(?:\w+ )?(?:requests?|treatments?|services?|case)[^.;¤§]{{0,120}} (?:was|were|been) {_REFUSED}",
    ),
    (EventKind.UTILIZATION_REVIEW, r"§,? (?:the )?claims administrator\b"),
    (
        EventKind.UTILIZATION_REVIEW,
        r"(?:claims administrator|adjuster|insurer|carrier) (?:authorized|approved|certified|denied)[^.;§¤]{0,80} on §",
    ),
    # "On an office visit dated October 31, 2016, work restrictions were imposed"
    (
        EventKind.VISIT,
        r"(?:visit|note|notes|report|evaluation|consultation|examination|exam|assessment|findings|records)(?: PR-?2| H&P| DFR)?,? (?:(?:performed|done|dated|on|of|from) )*§",
    ),
    # "The Request for Authorization was noted to be signed on 12/05/2016", "On an RFA form dated"
    (
        EventKind.REQUEST,
        rf"(?:requests? for authorization|\bRFA\b|authorization (?:request|form)|appeal(?: letter)?|requesting authorization)(?: \([^)]*\))?(?: \w+){{0,3}}?{_ON}§",
    ),
    (EventKind.REQUEST, r"§,? (?:(?:the|a|an) )?(?:requests? for authorization|RFA\b|appeal)"),
    (
        EventKind.REQUEST,
        r"\brequest(?:s|ed)? (?:was |were |is )?(?:made|received|submitted|sent|dated)[^.;§¤]{0,60}§",
    ),
    (
        EventKind.REQUEST,
        r"(?:appealed|order(?:s|ed)? sent)[^.;§¤]{0,40}§|\brequest (?:of|dated|on|from) §",
    ),
    # "a date of injury on 12-13-2016", "an occupational claim from 10/14/2016", "sustained an
    # industrial injury on", "injured in work related accident 01/18/06", "fractured his wrist on"
    (
        EventKind.INJURY,
        rf"(?:date of (?:injury|loss)|\bDO[IL]\b|{_INJURED}|accident|occupational claim|(?:cumulative|repetitive) (?:trauma|injury)|\bCT claim)(?: (?:date|period|occurred|sustained|reported|incurred|documented|listed|claim|at work))*{_ON}§",
    ),
    (
        EventKind.INJURY,
        rf"(?:{_INJURED}|accident|trauma|claim)[^.;§¤]{{0,120}}(?:from|between|during|through|beginning|on or about)(?: the period)?(?: of| from)? §",
    ),
    (
        EventKind.INJURY,
        r"(?:sustained|suffered|incurred|injured(?! worker)|fractured|crushed|lacerated|struck|hurt|fell|slipped|tripped)\b[^.;§¤]{0,80} (?:on|in|of) (?:or about )?§",
    ),
    (
        EventKind.INJURY,
        r"§,? (?:(?:the|his|her|an|a) )?(?:industrial |work(?:-related| related)? |occupational )?(?:injury|accident)\b",
    ),
    # "A right shoulder MRI performed on 12/08/2016", "the 3/24/14 cervical CT scan impression"
    (
        EventKind.DIAGNOSTIC,
        rf"{_IMAGING}[^.;,§¤]{{0,60}} (?:performed|dated|done|obtained|taken|completed|conducted)(?: on)? §",
    ),
    (
        EventKind.DIAGNOSTIC,
        rf"§ (?:\w+ ){{0,3}}{_IMAGING}(?! (?:was|is|were) (?:requested|ordered|recommended))",
    ),
    (EventKind.INJURY, r"§,? (?:when|while) (?:he|she|the|working)"),
)

NEAREST = tuple(
    (EventKind(kind), re.compile(words(terms), re.IGNORECASE)) for kind, terms in EVENTS.items()
)

ADDED = _cues(
    # "the 3/10/14 treating physician report cited pain and requested authorization to proceed"
    (EventKind.REQUEST, r"§[^.;¤§]{0,200}\brequest(?:ed|ing|s) (?:for )?authorization"),
    # "Provider documentation dated 11-8-16 noted the work status as return to modified work"
    (
        EventKind.TREATMENT,
        r"§[^.;¤§]{0,120}\b(?:work status|work restrictions? (?:were|was)|off work|return(?:ed)? to (?:modified|full|regular|light) (?:work|duty)|temporarily totally disabled|placed on (?:temporary|modified))",
    ),
    (
        EventKind.VISIT,
        r"(?:progress report|note|visit|report),? and (?:the )?request for authorization,? (?:of|dated|on) §",
    ),
    (EventKind.VISIT, r"§ (?:\w+ ){0,4}(?:note|visit|report|evaluation|consultation)\b"),
    (
        EventKind.TREATMENT,
        r"§ physical therapy (?:progress )?note|§[^.;¤§]{0,120}completed \w+ (?:physical |occupational )?therapy",
    ),
)

# what is done at the visit told of before: "X rays done and read today", "injected on this visit"
AT_THE_VISIT = re.compile(
    r"\b(?:today|(?:on|at|during) (?:this|that|the same) (?:visit|date|appointment)"
    r"|on the (?:day|date) of the (?:visit|exam\w*|appointment))\b",
    re.IGNORECASE,
)
DONE = _cues(
    (EventKind.DIAGNOSTIC, _IMAGING),
    (
        EventKind.PROCEDURE,
        r"\b(?:injected|injections? (?:was|were) (?:given|performed|administered)|underwent)\b",
    ),
)
