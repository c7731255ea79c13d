"""The state's categories of treatment."""

from __future__ import annotations

import pytest

from imr_llm.record import Category
from imr_llm.rules.categories import category_of

REQUESTS = [
    ("MRI of the left wrist without contrast", "diagnostic_testing", "imaging"),
    ("EMG/NCV of the bilateral upper extremities", "diagnostic_testing", "nerves"),
    ("Pre-op labs: CBC", "diagnostic_testing", "laboratory"),
    ("Urine drug screen", "diagnostic_testing", "toxicology"),
    ("Ultrasound of the shoulder", "diagnostic_testing", "ultrasound as imaging"),
    ("Thumb spica splint, QTY: 2", "dmepos", "a splint"),
    ("Associated surgical service: Cold therapy unit, 7 days", "dmepos", "what is rented"),
    ("TENS unit for purchase", "dmepos", "a unit"),
    ("Front wheeled walker", "dmepos", "a walker"),
    ("Orthopedic consultation", "evaluation_management", "a consultation"),
    ("Follow-up office visit", "evaluation_management", "a visit"),
    ("Pre-operative medical clearance", "evaluation_management", "clearance"),
    ("Functional capacity evaluation", "evaluation_management", "an evaluation"),
    ("Home health aide, 4 hours a day", "home_health", "an aide"),
    ("Lumbar epidural steroid injection at L4-L5", "injection", "epidural"),
    ("Lidocaine injection of the trigger points", "injection", "a medication injected"),
    ("Ultrasound guided knee injection", "injection", "how it is guided"),
    ("Medial branch block, C4-C6", "injection", "a block"),
    ("Naproxen 550mg #60", "pharmaceuticals", "tablets"),
    ("Unheardofine 20mg #30", "pharmaceuticals", "a name nobody knows, with a dose"),
    ("Flurbiprofen 20% cream 60 grams", "pharmaceuticals", "a cream"),
    ("Functional restoration program, 80 hours", "programs", "a program"),
    ("Gym membership for one year", "programs", "a gym"),
    ("Cognitive behavioral therapy, 6 sessions", "psych_services", "talk"),
    ("Psychological testing", "psych_services", "tests of the mind"),
    ("Physical therapy 2 times a week for 4 weeks (8)", "rehabilitation", "exercise"),
    ("Acupuncture, 6 visits", "rehabilitation", "needles"),
    ("Chiropractic treatment x 8", "rehabilitation", "chiropractic"),
    ("Work conditioning, 10 visits", "rehabilitation", "work"),
    ("Right shoulder arthroscopy", "surgery", "an operation"),
    ("Associated surgical service: Assistant surgeon", "surgery", "who helps"),
    ("Hardware removal, left ankle", "surgery", "removal"),
    ("Extracorporeal shockwave therapy, 3 sessions", "therapies", "waves"),
    ("Massage therapy, 4 visits", "therapies", "massage"),
    ("Biofeedback, 6 sessions", "therapies", "biofeedback"),
    ("Transportation to and from the clinic", "transportation", "the way there"),
    ("Neurology consultation before carpal tunnel surgery", "evaluation_management", "the head"),
    ("Referral for lumbar fusion", "evaluation_management", "who is referred is looked at"),
    ("Referral to physical therapy", "rehabilitation", "where the referral leads"),
    ("Authorization for an MRI", "diagnostic_testing", "nothing is named before the purpose"),
    ("Nurse visits for wound care and medication review", "home_health", "a nurse who comes"),
    ("Heated therapy blanket", "dmepos", "the last noun"),
    ("Compression stockings 20-30 mmHg", "dmepos", "a number is no strength"),
    ("Kenalog and lidocaine injection", "injection", "a medication injected, named first"),
    ("Vitamin B12 and folate levels", "diagnostic_testing", "measured, not taken"),
    ("Aimovig 70 mg autoinjector", "pharmaceuticals", "a form, not an injection"),
    ("Traction, 30 day rental", "dmepos", "rented"),
    ("E-stim in the clinic, 6 visits", "therapies", "done, not had"),
    ("TENS unit for 6 visits", "dmepos", "a unit all the same"),
    ("Ultrasound, 6 sessions", "therapies", "ultrasound as treatment"),
    ("Physical therapy evaluation", "evaluation_management", "nothing else is asked"),
    ("Physical therapy re-evaluation and 6 sessions", "rehabilitation", "treatment too"),
    ("Psychological pain evaluation", "psych_services", "a psychologist's evaluation"),
    ("Psychology consultation", "evaluation_management", "a consultation stays one"),
    ("Wheelchair van to the clinic", "transportation", "the setting decides"),
    ("Hyperbaric oxygen therapy", "other", "the list has no place for it"),
    ("Brentuximab", "pharmaceuticals", "an ending of drugs"),
    ("Pyloroplasty", "surgery", "an ending of operations"),
    ("An unheard-of thing", "other", "nothing fits"),
    ("Ultrasound guidance", "injection", "how a needle is placed"),
    ("", "other", "nothing"),
]


@pytest.mark.parametrize(("request_", "category", "why"), REQUESTS)
def test_category(request_: str, category: str, why: str) -> None:
    """An item's category goes by the nature of the thing asked for."""
    assert category_of(request_) == category, why


def test_every_category_is_tried() -> None:
    """The table holds an item of each category."""
    assert {category for _, category, _ in REQUESTS} == set(Category)


@pytest.mark.parametrize(("request_", "category", "why"), REQUESTS)
def test_case(request_: str, category: str, why: str) -> None:
    """Capitals do not matter."""
    assert category_of(request_.upper()) == category, why


def test_referral_to_a_referral() -> None:
    """However often a referral is named, what it is to decides."""
    assert category_of("Referral to " * 3_000 + "a chiropractor") == category_of("a chiropractor")
