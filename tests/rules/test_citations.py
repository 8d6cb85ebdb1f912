"""Citations are found however a bill spells them, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from tracker.rules.citations import NotACitation, read_citation
from tracker.rules.try_query import Document, query_rules, tried


def cites(query: str, text: str, place: str = "us") -> bool:
    document = Document(id="x", kind="bill", fields={"text": (text,)}, jurisdiction=place)
    return bool(list(tried(query_rules(f'cites:"{query}"'), [document])))


@pytest.mark.parametrize(
    "text",
    [
        "42 U.S.C. 300gg-26",
        "42 U.S.C. § 300gg-26",
        "42 U.S.C. §300gg–26(a)(3)(A)",
        "42 U. S. C. 300gg-26",
        "42 USC 300gg-26",
        "42 U.S.C.A. § 300gg-26",
        "section 300gg-26 of title 42, United States Code,",
        "sections 300gg-5 and 300gg-26 of title 42, United States Code",
        "42 U.S.C. §§ 300gg-5, 300gg-26",
        "42 U.S.C. 300gg-5 and 300gg-26",
        "(42 U.S.C. 300gg-25 through 300gg-28)",
        "42 U.S.C. 300gg et seq.",
        "Title 42 U.S.C. Section 300gg-26",
        "42\u00a0U.S.C.\u00a0300gg\u201126",
    ],
)
def test_a_section_of_the_code_is_found_in_every_spelling(text: str) -> None:
    assert cites("42 USC 300gg-26", f"as amended ({text}) is further amended")


@pytest.mark.parametrize(
    "text",
    [
        "42 U.S.C. 300gg-27",
        "42 U.S.C. 300gg-2",
        "42 U.S.C. 300gg-261",
        "45 CFR 300gg-26",
        "29 U.S.C. 300gg-26",
        "142 U.S.C. 300gg-26",
        "42 U.S.C. 1396 through 1396w-5",
        "section 300gg-26 of title 29, United States Code",
    ],
)
def test_another_section_is_not_taken_for_it(text: str) -> None:
    assert not cites("42 USC 300gg-26", text)


@pytest.mark.parametrize(
    ("query", "text", "place", "wanted"),
    [
        ("Pub. L. 110-343", "the Act of 2008 (Public Law 110-343; 122 Stat. 3765)", "us", True),
        ("Public Law 110-343", "P.L. 110–343", "us", True),
        ("Pub. L. 110-343", "Pub. L. No. 110-34", "us", False),
        ("45 CFR 146.136", "45 C.F.R. § 146.136(c)", "us", True),
        ("45 CFR 146", "45 CFR part 146", "us", True),
        ("45 CFR 146", "45 CFR 146.136", "us", True),
        ("Minn. Stat. 253B.02", "Minnesota Statutes 2024, section 253B.02, subdivision 17", "us-mn", True),
        ("Minn. Stat. 253B.02", "Minnesota Statutes 2025 Supplement, sections 253B.01 and 253B.02", "us-mn", True),
        ("Minn. Stat. 253B.02", "Minn. Stat. (2024) § 253B.02", "us-mn", True),
        ("Minn. Stat. 253B.02", "Minnesota Statutes 2024, section 253B.03", "us-mn", False),
        ("Iowa Code 229.1", "Section 229.1, Code 2025, is amended", "us-ia", True),
        ("Iowa Code 229.1", "Section 229.1, subsection 2, paragraph a, Code 2026, is amended", "us-ia", True),
        ("Iowa Code 229.1", "Section 229.12, Code 2025, is amended", "us-ia", False),
        ("Wis. Stat. 51.15", "51.15 (1) (a) of the statutes is amended", "us-wi", True),
        ("Wis. Stat. 51.15", "51.16 of the statutes", "us-wi", False),
        ("42 USC 300gg-26", "42 U.S.C. 300gg-1 to -28", "us", True),
        ("42 USC 300gg-26", "42 U.S.C. 300gg-1 through -5", "us", False),
        ("42 USC 300gg-26", "42 USCS § 300gg-26", "us", True),
        ("Md. Code Ann., Health-Gen. § 10-620", "§ 10–620 of the Health – General Article", "us-md", True),
        ("Md. Code, Health-General 10-620", "Article – Health – General § 10–620", "us-md", True),
        ("Md. Code, Health-General 10-620", "Health-General Article, § 10-621", "us-md", False),
        ("RCW 71.05.020", "RCW 71.05.020 and 2023 c 433 s 3 are each amended", "us-wa", True),
        ("RCW 71.05", "chapter 71.05 RCW", "us-wa", True),
        ("RCW 71.05", "RCW 71.05.020", "us-wa", True),
        ("Ohio RC 5122.10", "section 5122.10 of the Revised Code", "us-oh", True),
        ("Ohio RC 5122.10", "R.C. 5122.10", "us-oh", True),
        ("MGL c. 123 s. 12", "section 12 of chapter 123 of the General Laws", "us-ma", True),
        ("N.Y. Mental Hyg. Law 9.27", "section 9.27 of the mental hygiene law", "us-ny", True),
        ("RCW 71.05", "RCW 71.050.020", "us-wa", False),
        ("ORS 743A.168", "ORS 743A.168 is amended to read", "us-or", True),
        ("M.G.L. c. 123 s. 12", "section 12 of chapter 123 of the General Laws", "us-ma", True),
        ("M.G.L. c. 123 s. 12", "section 12 of chapter 123 of the General Laws", "us-ri", False),
        ("Cal. Welf. & Inst. Code 5150", "Section 5150 of the Welfare and Institutions Code", "us-ca", True),
        (
            "Welfare and Institutions Code section 5150",
            "Section 5150 of the Welfare and Institutions Code",
            "us-ca",
            True,
        ),
        ("W&I Code 5150", "Section 5150 of the Welfare and Institutions Code", "us-ca", True),
        ("WIC § 5150", "Sections 5150 and 5151 of the Welfare and Institutions Code", "us-ca", True),
        (
            "WIC § 5150",
            "Chapter 2 (commencing with Section 5150) of Part 1 of the Welfare and Institutions Code",
            "us-ca",
            True,
        ),
        ("H&S Code § 1374.72", "Section 1374.72 of the Health and Safety Code", "us-ca", True),
        ("H&S Code § 1374.72", "Section 1374.72 of the Insurance Code", "us-ca", False),
        ("Penal Code 4011.6", "Section 4011.6 of the Penal Code", "us-ca", True),
        ("Penal Code 22.01", "Section 22.01, Penal Code, is amended", "us-tx", True),
        ("Cal. Penal Code 22.01", "Section 22.01, Penal Code, is amended", "us-tx", False),
        ("Code of Civil Procedure § 1094.5", "Section 1094.5 of the Code of Civil Procedure", "us-ca", True),
        ("Tex. Code Crim. Proc. art. 16.22", "Article 16.22, Code of Criminal Procedure, is amended", "us-tx", True),
        ("art. 16.22, C.C.P.", "Articles 16.22 and 17.032, Code of Criminal Procedure", "us-tx", True),
        ("MHL § 9.60", "section 9.60 of the mental hygiene law", "us-ny", True),
        ("MHL § 9.60", "Amd §§3216, 3221 & 4303, Ins L; amd §9.60, Ment Hyg L", "us-ny", True),
        ("N.Y. Ins. Law 4303", "Amd §§3216, 3221 & 4303, Ins L; amd §9.60, Ment Hyg L", "us-ny", True),
        ("N.Y. Ins. Law 9.60", "Amd §§3216, 3221 & 4303, Ins L; amd §9.60, Ment Hyg L", "us-ny", False),
        ("405 ILCS 5/3-601", "405 ILCS 5/3-601", "us-il", True),
        ("42 USC 1396d et seq.", "42 U.S.C. 1396d(a)(16)", "us", True),
        ("C.R.S. 27-65-106", "27-65-106, C.R.S.", "us-co", True),
        ("C.R.S. 27-65-106", "27-65-107, C.R.S.", "us-co", False),
        ("Utah Code 26B-5-331", "26B-5-331, Utah Code Annotated 1953", "us-ut", True),
        ("Mont. Code 53-21-129", "Section 53-21-129, MCA", "us-mt", True),
        ("Tenn. Code 33-6-401", "Tennessee Code Annotated, Section 33-6-401", "us-tn", True),
        ("O.C.G.A. 37-3-41", "by revising Code Section 37-3-41", "us-ga", True),
        ("O.C.G.A. 37-3-41", "by revising Code Section 37-3-41", "us-ia", False),
        ("Okla. Stat. tit. 43A, § 5-207", "Section 5-207 of Title 43A of the Oklahoma Statutes", "us-ok", True),
        ("43A O.S. 5-207", "Okla. Stat. Ann. tit. 43A, § 5-207", "us-ok", True),
        ("18 V.S.A. 7504", "Vt. Stat. Ann. tit. 18, § 7504", "us-vt", True),
        ("Me. Rev. Stat. tit. 34-B, § 3863", "34-B MRSA §3863, sub-§1", "us-me", True),
        ("18 V.S.A. 7504", "Vt. Stat. Ann. tit. 13, § 7504", "us-vt", False),
    ],
)
def test_public_laws_rules_and_state_codes(query: str, text: str, place: str, wanted: bool) -> None:
    assert cites(query, text, place) is wanted


@pytest.mark.parametrize(
    "text", ["", "the constitution", "300gg-26", "42", "USC", "42 USC", "Zoning Code 9.1", "x" * 500]
)
def test_what_is_no_citation_is_refused(text: str) -> None:
    with pytest.raises(NotACitation, match="expected a citation"):
        read_citation(text)


@pytest.mark.parametrize(
    "text", ["42 USC 300gg-26(a)", "Pub. L. 110-343", "RCW 71.05.020", "405 ILCS 5/3-601", "42 USC 300x et seq."]
)
def test_a_citation_prints_as_what_reads_as_itself(text: str) -> None:
    told = read_citation(text)
    assert read_citation(str(told)) == told
