"""Which word of its clause a date belongs to."""

from __future__ import annotations

import pytest

from imr_llm.rules.events import read_facts
from imr_llm.rules.mentions import find_mentions

# § is the date in question, ¤ another
OWNERS = [
    (
        "It was decided on §, in the course of utilization review, that neither be paid",
        "utilization_review",
    ),
    (
        "On §, a request for a drug screen, DOS ¤, was denied by utilization review",
        "utilization_review",
    ),
    (
        "UR on ¤ non-certified Retrospective (DOS §) exploration and repair of the tendon",
        "procedure",
    ),
    ("The history in the first report gives the date of injury as §", "injury"),
    ("Between § and ¤ there were eight treatments, after which he was still weak", "treatment"),
    ("Heat and one physical therapy visit on § helped little", "treatment"),
    ("Current plan of care includes Norco (since §) and heat", "treatment"),
    ("Work status is modified with no lifting over 10 pounds through §", "treatment"),
    ("Objective documentation showed § X-ray left wrist negative for fracture", "diagnostic"),
    ("Chiropractic re-examination findings on § included tenderness", "visit"),
    ("On § there was a residual rust ring", "visit"),
    ("The rust ring was removed with a burr on §", "procedure"),
    ("Prescriptions were written § for a cream", "treatment"),
    ("He had a near fall in the kitchen on §", "other"),
    (
        "On § the request for a drug test (DOS ¤) was non-certified by utilization review",
        "utilization_review",
    ),
    ("UR determined that the injections performed on § were not medically necessary", "procedure"),
    ("He has remained at work in a modified capacity since §", "treatment"),
    ("Pain was still 9 out of 10 on § while taking Percocet", "visit"),
    ("Past medical history is significant for diabetes since §", "other"),
    ("A patient survey dated § indicated relief", "other"),
    ("CT of the head on § (negative), rest, and off work status", "diagnostic"),
    ("This is a clerk who takes one drug and denied heartburn on §", "visit"),
    ("He can sit for 20 minutes, which had increased from 10 minutes on §", "visit"),
    ("Strength of the calf was reduced and had decreased from 4/5 on §", "visit"),
    ("In this case the injury was just one month old on §", "visit"),
    ("Treatments were pinning of the finger (¤) and removal of pins (§)", "procedure"),
    ("She was sent home on § with a flare up", "treatment"),
    ("She had been in the hospital from § to ¤ for antibiotics", "treatment"),
    ("She was seen by a counselor for 3 visits, the last one on §", "treatment"),
    ("On the evaluation dated §, x-ray of the foot showed a spur", "diagnostic"),
    ("On a spine surgery note dated § he was asked to consider it", "visit"),
    (
        "UR on ¤ denied retrospective trigger point injections (§), stating that pain was new",
        "procedure",
    ),
    (
        "The retrospective request for trigger point injections times 4 on § was not met",
        "procedure",
    ),
    ("The shoulder was reduced in the emergency room on §", "procedure"),
    ("He had returned to part time work on §", "treatment"),
    ("She has been on sedentary duty since §, as she was unable to drive", "treatment"),
    ("He attended an office visit on § and is not confined to the home", "visit"),
    (
        "There were 9 therapy treatments with a discharge note of § that tells of giving way",
        "visit",
    ),
    (
        "She was seen in the emergency department on § where a CT of the head was normal",
        "diagnostic",
    ),
    ("On § two views of the foot were taken and an injection of Toradol was given", "procedure"),
    ("On § he was seen by ophthalmology and a small rust ring was removed", "procedure"),
    ("The injured worker has a history of gastric ulcer in § and takes lisinopril", "other"),
    ("He was diagnosed as having neck pain, status post cervical fusion C4-5 (§)", "procedure"),
    ("Studies were noted to include x-rays of the cervical spine on §, all normal", "diagnostic"),
    ("He does not smoke, his chest was clear on § and no cough was given", "visit"),
    ("On § she was using Norco twice a day for pain, it was reported", "visit"),
    ("Pain is 4/10 with Norco, his walking has improved since §", "other"),
    ("A hinged brace and aspiration of the right knee on § helped little", "procedure"),
    ("A supply slip of § lists a wrist splint", "treatment"),
    ("A vendor form of § was cited in the determination", "other"),
    ("He was released without restriction on §", "treatment"),
    ("The adjuster cited a § office visit and an associated RFA form in its denial", "request"),
    ("She reported a previous left wrist sprain in § that had resolved", "injury"),
    ("Past history included hypertension and kidney stones in §", "other"),
    ("Past ocular history included LASIK of both eyes in §", "procedure"),
    ("On § she was four weeks from injury and was using a cane", "visit"),
    ("He was in a skilled nursing facility from § to ¤", "treatment"),
    ("Status post pinning, pin removal on §", "procedure"),
    ("A prior screen on § was also negative", "diagnostic"),
    ("The foreign body was removed with a needle on §", "procedure"),
    ("The incision was healed with staples out on §", "treatment"),
    ("She was treated at a burn unit from § to ¤", "treatment"),
    ("He has been weak since the event of §", "injury"),
    ("On § the wound was closed with five stitches", "procedure"),
    ("In his letter of § the provider appealed, stating that six visits were too few", "request"),
    ("Six visits are not supported by what was found on §", "visit"),
    ("Treatment has included Keflex, sutures removal on § and Ibuprofen", "treatment"),
    ("The reviewer referenced a § date of service", "visit"),
    ("Her date of birth is §", "other"),
    ("On § a request was received for a lift chair, which the reviewer refused on ¤", "request"),
    ("The original Utilization Review UR § modified the requested treatment", "utilization_review"),
    ("In a utilization review report dated §, a brace was refused", "utilization_review"),
    ("The § utilization review denied a lumbar block", "utilization_review"),
    ("The requested treatment was denied on §", "utilization_review"),
    ("On § two nerve blocks were non-certified by utilization review", "utilization_review"),
    ("On §, the request for a cane was previously denied", "utilization_review"),
    ("On §, the claims administrator failed to approve the massage", "utilization_review"),
    ("A course of four sessions was authorized on §", "utilization_review"),
    ("Operative report dated § describes a meniscectomy", "procedure"),
    ("On an office visit dated §, work restrictions were imposed", "visit"),
    ("The physical exam § revealed spasm", "visit"),
    ("A Request for Authorization was signed on §", "request"),
    ("On an RFA form dated §, nine sessions were ordered", "request"),
    ("Request for authorization is §", "request"),
    ("An appeal letter was written by the treating physician on §", "request"),
    ("An order sheet of § called for a urinalysis", "request"),
    ("On § the worker appealed the denial", "request"),
    ("This is a man with a date of injury on §", "injury"),
    ("She has an occupational claim from §", "injury"),
    ("He was injured in a work related accident §", "injury"),
    ("A claim for cumulative trauma of both hands over the period from § through ¤", "injury"),
    ("He hurt his wrist in a fall on §", "injury"),
    ("She was held at gunpoint during a robbery on §", "injury"),
    ("On § the bus was struck from behind by a truck", "injury"),
    ("A left ankle MRI performed on § showed a tear", "diagnostic"),
    ("The § thoracic CT scan was normal", "diagnostic"),
    ("MRI of the lumbar spine of § described scar", "diagnostic"),
    ("An ultrasound examination on § showed thickening", "diagnostic"),
    ("She had a left knee arthroscopy on §", "procedure"),
    ("On §, the provider injected the left shoulder", "procedure"),
    ("It happened on § when she lifted a crate", "injury"),
    ("The request for the MRI was denied on §", "utilization_review"),
    ("The physician reviewed the MRI of §", "diagnostic"),
    ("The note mentions an RFA received on §", "request"),
    ("She was seen by a surgeon on §, who advised fusion", "visit"),
    ("On § the surgeon recommended fusion", "visit"),
    ("The utilization review, which was completed on §, denied it", "utilization_review"),
    ("Two epidural injections were tried. The first was given on §", "procedure"),
    ("It was requested on ¤. The request was reviewed on § and denied", "utilization_review"),
    ("The request was for a unit, DOS §", "treatment"),
    ("The employee's attorney sent a letter on §", "other"),
    ("He slipped on a wet floor § while carrying a tray", "injury"),
    ("Care was rest, a thumb injection on §, and heat", "procedure"),
    ("She was treated with closed reduction on §", "procedure"),
    ("She was treated with Motrin at the visit of §", "visit"),
    ("He was told to remain off work until §", "treatment"),
    ("She was advised on § to remain off work", "visit"),
    ("He is on light duty with no climbing through §", "treatment"),
    ("X-rays were reported on § as normal", "diagnostic"),
    ("The worker with x-rays at hand reported on § a click", "visit"),
    ("Films were taken on ¤ and were repeated on §", "diagnostic"),
    ("Films were approved on ¤ and performed on §", "diagnostic"),
    ("On § the surgeon requested a scan", "request"),
    ("On § the patient requested a refill", "visit"),
    ("On § the surgeon ordered a scan", "visit"),
    ("On § MRI of the hip was denied", "utilization_review"),
    ("On § MRI of the hip was clean", "diagnostic"),
    ("The request was received by the claims administrator on §", "request"),
    ("The request was refused by the claims administrator on §", "utilization_review"),
    ("The date of injury on the form is §", "injury"),
    ("No swelling since § is told", "other"),
    ("He has had Norco for pain since §", "treatment"),
    ("She has had hip pain since §, when she lifted a crate", "injury"),
    ("The repair was carried out shortly before noon on §", "procedure"),
    ("The chart showed § the patient was referred to therapy", "treatment"),
    ("On § the nurse practitioner administered a Toradol injection", "procedure"),
    ("On § the nurse practitioner administered ice", "treatment"),
    ("Therapy went well; the ninth visit was on §", "treatment"),
    ("On § reported prescribed Mobic", "treatment"),
    ("Suture removal came the week after the injury, on §", "treatment"),
]
PUBLISHED = [
    ("ODG (updated §) agrees", "updated"),
    ("The MTUS, effective §, supports exercise", "effective"),
    ("The FDA issued a warning in § about it", "a publisher"),
    ("See 8 CCR 9792.24.2 (§)", "a regulation"),
]


def kinds(sentence: str) -> set[str]:
    """The kinds of § in a sentence."""
    text = sentence.replace("§", "01-02-2016").replace("¤", "02-03-2016")
    mentions = list(find_mentions(text, 0, len(text), latest_year=2017))
    facts = read_facts(text, (0, len(text)), mentions)
    return {kind for fact in facts if fact.mention.date == "2016-01-02" for kind in fact.kinds}


@pytest.mark.parametrize(("sentence", "kind"), OWNERS)
def test_owners(sentence: str, kind: str) -> None:
    """A date is the date of what its clause says."""
    assert kind in kinds(sentence)


def test_the_day_of_the_injury() -> None:
    """What was done on the day of the injury is told beside it; what befell the worker is it."""
    assert kinds("A CT was done on the day of the accident, §") == {"diagnostic", "injury"}
    assert kinds("He had a fracture on the day of injury, §") == {"injury"}


@pytest.mark.parametrize(("sentence", "why"), PUBLISHED)
def test_publications(sentence: str, why: str) -> None:
    """When something was published is no fact about the worker."""
    assert kinds(sentence) == set(), why


def test_the_day_of_the_injury_over_and_over() -> None:
    """Words that tell the day of the injury may stand there any number of times."""
    assert kinds("A CT was done " + "on the day of his injury (" * 2_000 + "§") >= {"injury"}


def test_many_clauses() -> None:
    """A sentence of very many dates and clauses is read as one of few."""
    text = ", and the MRI of the knee on 1/2/2016 was normal" * 500
    mentions = list(find_mentions(text, 0, len(text), latest_year=2017))
    facts = read_facts(text, (0, len(text)), mentions)

    assert [fact.kinds for fact in facts] == [("diagnostic",)] * 500
