"""The shipped topics keep what their own examples promise, and are not taken in by what sounds alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.rules import RuleSet, load_rules
from tracker.rules.examples import broken_examples, example
from tracker.rules.parser import SHIPPED, read_folders

SLUGS = {
    "mental-health", "substance-use", "parity", "crisis-988", "suicide-prevention", "youth", "veterans", "maternal",
    "workforce", "housing", "justice", "telehealth", "medicaid-funding", "peer-support", "involuntary-treatment", "equity",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_all_sixteen_topics_ship_without_a_fault() -> None:
    topics, _lists, faults = read_folders([SHIPPED])
    assert faults == []
    assert {topic.slug for topic in topics} == SLUGS
    assert all(topic.why.endswith(".") for topic in topics)


def test_every_rule_does_what_its_examples_say() -> None:
    topics, _lists, _faults = read_folders([SHIPPED])
    assert [str(fault) for fault in broken_examples(topics)] == []


@pytest.mark.parametrize(
    "title",
    [
        "Designates a memorial highway",
        "Confidentiality of mortgage counselors' records",
        "Phone-only customer service of utilities",
        "Deregulates firearm suppressors",
        "Relief for an economic depression",
        "Fills the depression in the land along the river",
        "Parity in agriculture and the parity price of wheat",
        "Recovery of wages by employees",
        "Recovery of overpayments and damages",
        "Penalties for wearing a suicide vest",
        "Gender parity in school sports",
        "Housing of livestock in transit",
        "Study of purchasing power parity",
        "Involuntary manslaughter by motor vehicle",
        "Water diversion and treatment works",
        "An act relating to the crisis of affordable energy",
        "Mental arithmetic in elementary schools",
        "Housing built during the Great Depression: historic preservation",
        "Housing counseling services for first-time home buyers",
        "Requires insurance coverage of genetic counseling services",
        "State's hospitals: price transparency",
        "Restraint of trade; seclusion of animals",
        "Credit counseling services for veterans",
        "Environmental health and drinking water",
        "Governmental health departments: grants",
        "Sanctions on foreign traffickers of fentanyl",
        "Legalizes physician-assisted suicide",
        "subject: Licensing and registrations | Apprenticeship Program National Scorecard Act",
        "subject: Emergency medical services and trauma care | Fruits and Vegetables for Children Act",
        "committee: Health Committee | An act about roads",
        "Grants to states, tribes and territories for roads",
        "Transfers of firearms",
        "Status of refugees and immigrants",
        "Para crear el Concilio en Apoyo a la Población sin Hogar, adscrito a la Administración de Servicios de Salud Mental y Contra la Adicción",
        "Para enmendar la “Ley de Sustancias Controladas de Puerto Rico”; derogar la “Ley de Narcóticos”",
        "Para extender a toda persona diagnosticada con diabetes la cubierta de los planes de seguro",
        "Para tipificar la violencia psicológica contra la pareja",
        "Depression of the water table; well drilling permits",
        "Anxiety of investors; disclosure of short selling",
        "Addiction to plastic packaging: producers pay",
        "Emergency detention of vessels",
        "Emergency detention ponds for storm water",
        "Social isolation of elephants in zoos",
        "Seclusion of cattle herds under quarantine",
        "Maternal mortality review of dairy cattle",
        "Harm reduction in fisheries",
        "Overdose of chlorine in public pools",
        "Bipolar transistors: export controls",
        "72-hour hold on checks at banks",
        "Counselors at law: admission fees",
        "Camp counselors: licenses",
        "Veterinary telemedicine",
        "Area code 988 for new telephone numbers",
        "Water crisis response team",
        "Hotline on the housing affordability crisis",
        "Warm line connections of gas mains",
        "Hurricane recovery housing",
        "Coverage of visits to physical therapists",
        "Rates of out-of-state hospitals",
        "Financial wellness of students",
        "Senate bill 988: property tax",
        "A do not sell list for personal data",
        "CPR and AED instruction",
        "Trauma centers for children",
        "Behavioral advertising to minors",
        "Pay parity act",
        "Insanity Peak trail designation",
        "Bipolar plates for fuel cells",
        "Giant pandas at the national zoo",
        "To combat invasive species on military land",
        "Coverage of IOP tests in glaucoma",
        "Diversion of river water for treatment plants",
        "Certified peer reviewers of journals",
        "Economic anxiety over tariffs",
        "Who may sell hearing aids",
        "Eco-friendly transportation",
        "Emergency hold harmless payments to schools",
        "Emergency certificates of teachers",
        "Petition under section 12 of the election code",
        "Petitions and hearings in family court",
        "Involuntary discharge of residents of care facilities",
        "Civil detention facilities: private operators",
        "Housing rehab loans",
        "Coverage of cardiac rehab",
        "Health insurance counseling for older adults",
        "Lactation counselors: certification",
        "School districts in fiscal distress",
        "Rural hospitals in distress",
        "Tribal communities in recovery from wildfires",
        "Long-term recovery of towns after floods",
        "Pediatric trauma designation of hospitals",
        "Family-run farms: estate tax",
        "Bank holding companies as a source of strength",
        "Duty to render medical assistance to persons in custody",
        "Motor carriers: counselors",
        "Telehealth: physical therapy",
        "School zones: use of cell phones while driving",
        "Vapor intrusion in school buildings",
        "Child care for families with an income below 85 percent of SMI",
        "CSU nursing programs",
        "Alternative response to reports of neglect of older adults",
        "Hotline for foster youth to report abuse",
        "A solid start for small farms",
        "Depression of grain prices: relief for growers",
        "Addiction to tax increment financing: report of the auditor",
        "Suicide cocktails of pesticides: ban of paraquat",
        "Repetitive stress injuries of typists",
        "Kinship care petitions",
        "Golf clubhouse programs of cities",
    ],
)
def test_what_only_sounds_alike_is_left_alone(title: str, shipped: RuleSet) -> None:
    assert [verdict.topic for verdict in shipped.judge(example(title)) if verdict.flagged] == []


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("An Act To Improve Behavioral Health Crisis Services", "crisis-988"),
        ("Mental Health Parity Compliance Act", "parity"),
        ("Requires suicide prevention training for school employees", "suicide-prevention"),
        ("School Psychologists in Rural Schools Act", "youth"),
        ("Veterans' Mental Health Care Improvement Act", "veterans"),
        ("Maternal Mental Health Hotline Act", "maternal"),
        ("Social Work Licensure Compact", "workforce"),
        ("Permanent supportive housing bond", "housing"),
        ("Establishes mental health courts in every county", "justice"),
        ("Telehealth for behavioral health services", "telehealth"),
        ("Repeal of the institutions for mental diseases exclusion", "medicaid-funding"),
        ("Certification of peer support specialists", "peer-support"),
        ("Criteria for civil commitment", "involuntary-treatment"),
        ("Prohibits conversion therapy", "equity"),
        ("Opioid overdose prevention", "substance-use"),
        ("Mental health services for farmers", "mental-health"),
        ("abstract: Establishes a statewide mental health warm line | RELATING TO HEALTH", "mental-health"),
        ("abstract: One mental health professional for every 250 students | RELATING TO EDUCATION", "youth"),
        ("agenda: HB 1, mental health of students", "mental-health"),
        ("heading: Sec. 204. Maternal mental health | An act", "maternal"),
        ("subject: Mental health | An act", "mental-health"),
        ("Psilocybin: a pilot program of treatment", "mental-health"),
        ("Ketamine therapy clinics", "mental-health"),
        ("Loneliness among older adults", "mental-health"),
        ("Companion chatbots: safety of minors", "youth"),
        ("Kratom consumer protection", "substance-use"),
        ("Naloxone in schools and libraries", "substance-use"),
        ("Buprenorphine after an overdose", "substance-use"),
        ("Coronavirus Mental Health and Addiction Assistance Act", "substance-use"),
        ("Ends ghost networks of health plans", "parity"),
        ("Step therapy: antipsychotic drugs", "parity"),
        ("Advance mental health care directives", "involuntary-treatment"),
        ("Emergency custody orders and temporary detention orders", "involuntary-treatment"),
        ("CARE Court program: petitions by family members", "involuntary-treatment"),
        ("Problem gambling services", "mental-health"),
        ("EmPATH units in emergency departments", "crisis-988"),
        ("Death penalty: severe mental illness exemption", "justice"),
        ("Street medicine for people who are homeless", "housing"),
        ("Para enmendar la Ley 408-2000, conocida como “Ley de Salud Mental de Puerto Rico”", "mental-health"),
        (
            "Para crear la Comisión para la Implantación de la Política Pública en Prevención del Suicidio",
            "suicide-prevention",
        ),
        ("Ley para la Prevención de Muertes por Sobredosis de Opioides de Puerto Rico", "substance-use"),
        ("Para requerir pruebas psicológicas a los estudiantes de escuela intermedia", "youth"),
        ("Para incluir en la cubierta de los planes médicos los medicamentos psiquiátricos", "parity"),
        ("Para adiestrar a la Policía en la intervención con pacientes de salud mental", "justice"),
        (
            "Para disponer que las solicitudes de ingreso involuntario se atiendan con prioridad",
            "involuntary-treatment",
        ),
        ("Sale of 7-OH products", "substance-use"),
        ("Hotline and counseling vouchers for farmers under stress", "mental-health"),
        ("Amends sec. 409 of 1974 PA 258: hospitals", "mental-health"),
        ("Seclusion rooms in public schools", "involuntary-treatment"),
        ("Seclusion rooms in public schools", "youth"),
        ("Consent of guardians to inpatient psychiatric admission", "involuntary-treatment"),
        ("Co-responder grants for rural sheriffs", "justice"),
        ("Medicaid coverage before release from custody", "justice"),
        ("Medicaid coverage thirty days before release", "medicaid-funding"),
        ("Peer recovery coaches under medical assistance", "medicaid-funding"),
        ("Clawbacks of claims for behavioral health treatment", "parity"),
        ("Lethal means counseling by pharmacists", "suicide-prevention"),
        ("Counseling after deployment stress: National Guard", "veterans"),
        ("Temporary licenses of therapists who treat mental illness", "workforce"),
        ("Interstate telepsychology practice", "workforce"),
        ("Virtual intensive outpatient programs", "telehealth"),
        ("Counseling by telehealth in rural schools", "youth"),
        ("Harm reduction programs of counties", "substance-use"),
        ("AOT program: petitions by parents", "involuntary-treatment"),
        ("Commission on problem gambling", "mental-health"),
        ("MassHealth rates of behavioral health clinics", "medicaid-funding"),
        ("Suspension of Medicaid for persons in custody", "justice"),
        ("NQTL filings of carriers", "parity"),
        ("Copays of visits to therapists", "parity"),
        ("Noncompete agreements of psychologists", "workforce"),
        ("Unarmed responders to 911 calls", "crisis-988"),
        ("Posters on 988 in school restrooms", "youth"),
        ("Veterans docket", "justice"),
        ("Hmong-speaking wellness counselors", "equity"),
        ("ERPO petitions by physicians", "suicide-prevention"),
        ("Drug tests of pregnant women", "maternal"),
        ("Vet-to-vet program", "peer-support"),
        ("No eviction for mental health crisis calls", "housing"),
        ("PSYPACT", "telehealth"),
        ("Army behavioral health officers", "veterans"),
        ("MOUD in county jails", "substance-use"),
        ("MAT in jails", "justice"),
        ("BH urgent care license", "crisis-988"),
        ("ECT: informed consent", "involuntary-treatment"),
        ("M-1 holds: who may write them", "involuntary-treatment"),
        ("PMAD screening", "maternal"),
        ("LADC licensure", "workforce"),
        ("CPRS certification", "peer-support"),
        ("Housing vouchers, SMI set-aside", "housing"),
        ("IOP coverage", "parity"),
        ("IMD waiver", "medicaid-funding"),
        ("Quetiapine: prior authorization", "parity"),
        ("Panic attacks of pupils", "youth"),
        ("Bebe Moore Campbell month", "equity"),
        ("Audio-only visits of behavioral providers", "telehealth"),
        ("Guard members: counseling", "veterans"),
        ("Boarding of children in emergency departments", "crisis-988"),
        ("Barriers that prevent jumping from parking structures", "suicide-prevention"),
        ("Restraint or isolation of students in public schools", "youth"),
        ("Assistance to families and children in need of services", "youth"),
        ("Coverage of dual diagnosis treatment", "parity"),
        ("Telephone-only appointments: payment at the rate of visits in person", "telehealth"),
        ("Twelve months of postpartum coverage", "maternal"),
        ("Authority of guardians to admit a ward to a locked psychiatric unit", "involuntary-treatment"),
        ("Lifeline signs on parking structures and bridges", "suicide-prevention"),
        ("Transfers between 911 and the lifeline call center", "crisis-988"),
        ("Behavioral health providers of the Guard and Reserve", "veterans"),
    ],
)
def test_each_topic_flags_what_it_is_for_by_the_title_alone(title: str, topic: str, shipped: RuleSet) -> None:
    assert topic in {verdict.topic for verdict in shipped.judge(example(title)) if verdict.flagged}


def test_no_topic_flags_by_a_committee_or_by_who_people_are(shipped: RuleSet) -> None:
    committees = (
        "Mental Health",
        "Veterans' Affairs",
        "Select Committee on Suicide Prevention",
        "Opioid Crisis",
        "Maternal Health",
    )
    people = (
        "Black people",
        "tribes",
        "refugees",
        "transgender people",
        "pregnant women",
        "veterans",
        "sex workers",
        "prisoners",
    )
    said = ("Status of {}", "Transfers of firearms by {}", "Homicides of {}", "Health care of {}", "Voting by {}")
    neutral = [
        *(f"committee: {name} | An act about roads" for name in committees),
        *(sentence.format(who) for who in people for sentence in said),
    ]
    assert [text for text in neutral if any(verdict.flagged for verdict in shipped.judge(example(text)))] == []


def test_the_rules_for_spanish_bills_leave_english_sentences_alone(shipped: RuleSet) -> None:
    spanish = RuleSet(
        [
            replace(topic, threshold=1, rules=tuple(rule for rule in topic.rules if rule.id == "in-spanish"))
            for topic in shipped.topics
        ],
        shipped.lists,
    )
    english = [
        text for topic in shipped.topics for rule in topic.rules if rule.id != "in-spanish" for text in rule.flags
    ]
    fired = {(verdict.topic, text) for text in english for verdict in spanish.judge(example(text))}
    assert fired == set()
    assert any(verdict.flagged for verdict in spanish.judge(example("Prevención del suicidio en las escuelas")))
