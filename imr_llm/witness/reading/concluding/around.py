"""What stands round concluding words: subjects, speakers, denials, conditions of weight."""

from __future__ import annotations

import re

from imr_llm.witness.reading.concluding.said import NECESSITY
from imr_llm.witness.reading.concluding.vocabulary import any_of, phrase

NEGATOR = re.compile(rf"\b{any_of('filler.negators')}(?![a-z])|n't|'nt|\bnon?(?=[ -])|\bun$|\bnot$")
HEDGE = re.compile(r"\b(?:may|might|could|can|would|should|will|must|shall)\b")
UNSURE_MODAL = re.compile(r"\b(?:may|might)\b")
REQUEST = re.compile(rf"\b{any_of('subject.request')}")
DECISION = re.compile(rf"\b{any_of('subject.decision')}(?![a-z])")
THING = re.compile(
    rf"^[ ,]*(?:(?:and|the|this|that|further|additional|more|such|no|any|updated|clear|it|a|also|an"
    r"|objective|medical|clinical|slow|gradual|his|her|close)[ ,]+){0,4}"
    rf"{any_of('subject.thing')}(?![a-z])"
)
# "the remaining portion of the request": the item itself, the rest having been authorized
REMAINDER = re.compile(
    r"\b(?:the (?:remaining|additional|disputed|denied|requested)|this) (?:portion|part) of"
)
# "the medical necessity of the request" + verb; not "documentation to support medical necessity"
NECESSITY_SUBJECT = re.compile(
    rf"(?:{NECESSITY}|\bnecessity)(?: (?:of|for|regarding)\b[^,]{{0,250}})?"
    r"(?:, [a-z ]{2,30},)? ?$"
)
NECESSITY_AS_OBJECT = re.compile(
    rf"\b(?:establish|support|demonstrat|show|document|substantiat|justif|prov|confirm|determin"
    rf"|assess|evaluat|address|criteria|standards?)[a-z]{{0,4}} (?:(?:the|of|for|any) )?{NECESSITY}"
)
# "the provider feels that ...", "UR denied X stating that ..."; not "the provider's request"
SAID_BY_ANOTHER = re.compile(
    rf"\b{any_of('subject.other', 'subject.review')}(?:'s)?(?![a-z'])[^;]{{0,100}}?"
    rf"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!were )(?<!been )(?<!\bbe )"
    rf"(?:(?<![a-z]){any_of('report.words')}(?![a-z])|:)"
)
ANOTHER = re.compile(rf"\b{any_of('subject.other', 'subject.review')}(?![a-z])")
# without one of these in the sentence nobody else speaks
SPEAKER = phrase("subject.other", "subject.review", "subject.source", "report.says")
SAID_BY_REVIEW = re.compile(
    rf"\b{any_of('subject.review')}(?:'s)?(?![a-z'])[^;]{{0,100}}?\b{any_of('report.words')}(?![a-z])"
)
# "according to UR", "in the provider's view"; not "in the provider's notes"
VIEW_OF_ANOTHER = re.compile(
    r"\b(?:(?:according to|per|in the (?:opinion|view) of|in the eyes of|as per|by)|(?P<in>in)) "
    rf"(?:(?:the|a|his|her|their|treating|requesting) ){{0,2}}"
    rf"{any_of('subject.other', 'subject.review')}(?![a-z])"
    r"(?(in)(?:'s?)? (?:[a-z]+ )?(?:view|opinion|letter|words|appeal|eyes|judgment|mind)\b)"
)
# "his wife feels the request is", "it stated that this"; not "I feel that the", "it is felt that"
SOMEONE_SAYS = re.compile(
    r"\b(?=[a-z])(?<!reviewer )(?<!\bi )(?<!\bwe )(?<!is )(?<!was )(?<!been )"
    rf"{any_of('report.says')}(?:,| that)?(?= (?:the|this|these|it|such|they)\b)"
)
SAID_BY_SOURCE = re.compile(
    rf"\b{any_of('subject.source')}(?![a-z])[^;]{{0,80}}?"
    rf"\b{any_of('report.words', 'report.recommend')}(?![a-z])"
    r"|\b(?:per|according to|under)(?: [a-z]+){0,3}? "
    rf"{any_of('subject.source')}(?![a-z])"
)
LACK = re.compile(rf"(?:\b{any_of('report.lack')}|n't)(?![a-z])")
# "there is no evidence that", "the records do not establish that", "I do not find that"
NOT_SHOWN_THAT = re.compile(
    rf"(?:\b{any_of('report.lack')}|n't)(?![a-z])(?! only)[^,;]{{0,80}}?"
    rf"\b{any_of('report.evidence')}(?: [a-z]+){{0,3}}? (?:that|how|the|this|these)(?= )"
)
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|does|do|did|failed|fails|requires)\b")
# "it has been argued that the request"; not "on that basis", "the finding that is"
THAT = re.compile(
    r"\b(?!(?:after|at|by|for|from|in|of|on|than|to|with) that)[a-z]+,? that "
    r"(?!(?:is|are|was|were|has|have|had|would|can|could)\b)"
)
OWN = phrase("report.own")
OWN_THAT = phrase("report.own_that", "report.own")
AGREES = re.compile(r"\b(?:i|we|reviewer) (?:[a-z]+ )?(?:agree|concur)s?\b|^[ ,]*(?:agree|concur)")
# "a portion of the request", "two of the six visits", "only four", "up to"; not "no part of"
NUMBER = rf"(?:{any_of('partial.numbers')}|[0-9]{{1,3}})"
PARTIAL = re.compile(
    rf"\b(?:(?<!eligible )(?<!no )(?<!any ){any_of('partial.words')}(?![a-z])|(?:{NUMBER}"
    r"(?: [a-z]+)?(?: \([0-9]+\))? (?:out )?of (?:the |these |those |his |her )?(?:requested "
    rf"|proposed |original )?|(?:only|first) (?:the )?(?:first )?){NUMBER}\b|up to\b)"
)
NOT_QUITE = re.compile(
    r"\b(?:but|except|excepting|only|limited|modif[a-z]+|up to|exception|rather|instead|apart"
    r"|extent|some|part|portion|first|half|generally|typically|usually|often)\b"
)
BEYOND = re.compile(r"\b(?:beyond|in excess of|other than|except|more than|after the first)\b")
SET_IN_THE_PAST = re.compile(
    r"\bin (?:19|20)\d\d\b|\b(?:previous(?:ly)?|prior|original(?:ly)?|initial(?:ly)?|earlier"
    r"|at that time|past|index|had)\b"
)
FOUND_THEN = re.compile(r"\b(?:determined|deemed|found|considered|felt|denied|certified|approved)")
NONE_OF = re.compile(r"\b(?:none of|neither|no (?:part|portion|component) of)(?![a-z])")
DOUBLE = re.compile(r"\b(?:none|neither|nothing|no|not|nor|never|n't|cannot|hardly)\b|n't")
# "it is unclear why the request is", "unknown whether"; not "unknown quantity", "until then"
IS_TO_BE_WEIGHED = re.compile(
    rf"\b(?:{any_of('proof.weighed')}(?![a-z]| then )|question(?<!in question)|disagree)"
)
CLEAN_AFTER = re.compile(
    r"^[ \"')]*(?:$|[.,;:]|(?:and|or|at this|based|given|per|in this|in the present|by the|as|with"
    r"|under|because|since|due|without|therefore|to (?:treat|relieve|cure|assess|evaluate|rule)"
    r"|in the (?:care|treatment|management) of|to the (?:patient|injured|worker|applicant|claimant)"
    r"|on (?:the|this|these) (?:[a-z]+ )?(?:record|facts|basis|evidence|documentation)"
    r"|for (?:this|the (?:patient|injured|worker|applicant|claimant|treatment)|certif|approv))"
    r"(?![a-z]))"
)
# after "is medically necessary"
TURNS_BACK = re.compile(
    r"\b(?:however|but|except|only|exceed[a-z]*|den(?:y|ied|ial)|unfortunately|modif[a-z]+|limited"
    r"|insufficient|lack[a-z]*|not|although|unless|non-?certif[a-z]+|excessive)\b|n't"
)
# "and the denial isn't supported" after a "necessary" agrees with it
DENIAL_UNDONE = re.compile(
    rf"\b{any_of('subject.decision')} (?:is|was|should be)(?: not|n't)? [a-z]+"
)
# "the finding that the request is not ..." is somebody's; "my opinion that ..." is not
NOUN_THAT = re.compile(
    r"^[ ,]*(?:the|a|an|any|their|its|his|her|such) (?:[a-z']+ ){0,3}?(?:finding|decision|statement"
    r"|determination|argument|claim|notion|idea|assertion|view|opinion|conclusion|denial) that\b"
)
IN_GENERAL = re.compile(r"\b(?:general|generally|typically|usually|often|routinely|commonly)\b")
# what may stand before "overturn the denial", "recommend approval" when the reviewer says it
ISSUED = re.compile(
    rf"^[ ,]*(?:and )?(?:(?:{any_of('opener.mark')})[ ,:]*)?(?:{any_of('report.own')} )?"
    r"(?:[a-z]+ )?(?:would |will |must |hereby |therefore |thus )?"
    r"(?:recommend(?:ed|ing)? (?:to |that we )?)?$"
)
NO_REQUEST = re.compile(r"^[ ,]*no\b(?!.*\b(?:and|so)\b)")
MARK = phrase("opener.mark", "opener.lean")
