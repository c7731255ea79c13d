"""The chapters of the Medical Treatment Utilization Schedule, as letters name them.

Source: the reporting database of the review organization, chapter names with their years as listed
in FORMATS 1.5; the older un-yeared names as the letters of 2013 and 2014 print them.
"""

from __future__ import annotations

import re

CHAPTERS = (
    # 2004 to 2016
    "General Approaches",
    "Neck and Upper Back Complaints",
    "Shoulder Complaints",
    "Elbow Complaints",
    "Forearm, Wrist, and Hand Complaints",
    "Low Back Complaints",
    "Knee Complaints",
    "Ankle and Foot Complaints",
    "Stress-Related Conditions",
    "Stress Related Conditions",
    "Eye",
    "Acupuncture Treatment",
    "Acupuncture Medical Treatment",
    "Chronic Pain Medical Treatment",
    "Postsurgical Treatment",
    "Post-surgical Treatment",
    "Opioid Treatment",
    "Opioids Treatment",
    # 2017 and later
    "Initial Approaches to Treatment",
    "Cervical and Thoracic Spine Disorders",
    "Cervical and Thoracic Spine",
    "Shoulder Disorders",
    "Elbow Disorders",
    "Hand, Wrist and Forearm Disorders",
    "Hand, Wrist, and Forearm Disorders",
    "Low Back Disorders",
    "Knee Disorders",
    "Ankle and Foot Disorders",
    "Eye Disorders",
    "Hip and Groin Disorders",
    "Hip and Groin",
    "Occupational/Work-Related Asthma Medical Treatment",
    "Occupational/Work-Related Asthma",
    "Occupational Interstitial Lung Disease",
    "Chronic Pain",
    "Opioids",
    "Cornerstones of Disability Prevention and Management",
    "General Approach to Initial Assessment and Documentation",
    "Prevention",
    "Traumatic Brain Injury",
    "Posttraumatic Stress Disorder and Acute Stress Disorder",
    "Introduction to the Workplace Mental Health",
    "Workplace Mental Health: Depressive Disorders",
    "Workplace Mental Health: Anxiety Disorders",
    "Workplace Mental Health: Introduction",
    "Workplace Mental Health: Posttraumatic Stress Disorder and Acute Stress Disorder",
    "Antiemetics",
    "Coronavirus (COVID-19)",
)

_NAME = "|".join(re.escape(name) for name in sorted(CHAPTERS, key=len, reverse=True))

# ", and Opioid Treatment 2016", ", and ACOEM Chapter 9 Shoulder Complaints Page(s)": a further
# chapter; not the section "Initial Approaches to Treatment" (no year, no section of its own)
CHAPTER_START = re.compile(
    r",? ?and (?=(?:ACOEM,? ?(?:Practice Guidelines,? ?)?(?:Chapter \d+,? ?)?)?"
    rf"(?:{_NAME})(?:,? Medical Treatment)?(?: Guidelines)?(?: (?:19|20)\d\d|,? ?\(?(?:19"
    rf"|20)\d\d\)?|,? Sections?\b|,? Pages?\b|\.?$))"
    r"|,? and (?=ACOEM\b)"
)

# names of sections that hold a comma before a capital: "NSAIDs, GI symptoms & cardiovascular risk"
# (before a lower-case word a comma always belongs to the name)
NAMES_WITH_COMMAS = re.compile(
    r"NSAIDs, GI symptoms|Opioids, (?:Criteria|Specific|Dosing|Long-term)|CRPS, [A-Z]"
    r"|Forearm, Wrist,?(?: &| and) Hand|Hand, Wrist,?(?: &| and) Forearm|Hip, Pelvis,?(?: &"
    r"| and) Thigh"
    r"|Psychological evaluations, IDDS|Weaning, [A-Z]|TENS, [A-Z](?=[a-z])"
)
