"""Sentences in the phrasing of real notices, each with its right value fixed beforehand; the tracker may miss a few, never be late."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.testimony import notice_batches
from tracker.testimony.notice_vocabulary import lower_case
from tracker.testimony.notices import stated

STATES = (
    ZoneInfo("America/New_York"),
    dt.datetime(2027, 3, 16, 13),
    None,
)  # a Tuesday, two days after the clocks change
PUERTO_RICO = (ZoneInfo("America/Puerto_Rico"), dt.datetime(2027, 3, 16, 10), "PR")

# fmt: off
ENGLISH = [
    ("Persons wishing to testify must sign up with the committee clerk no later than noon on Monday, March 15, 2027.", (("oral-sign-up", "2027-03-15 12:00"),)),
    ("Written testimony may be submitted electronically to hhs@leg.example until 11:59 p.m. on the day of the hearing.", (("written-testimony", "2027-03-16 23:59"),)),
    ("The hearing record will be held open for ten business days following the hearing for the receipt of written statements.", (("written-testimony", "2027-03-30"),)),
    ("Testimony received after 9:00 a.m. on March 16 will not be included in the committee's packet.", (("written-testimony", "2027-03-16 09:00"),)),
    ("Anyone requesting an ASL interpreter should contact the Clerk's Office at (555) 555-0100 at least seventy-two (72) hours before the meeting.", (("accommodation", "2027-03-13 12:00"),)),
    ("Please pre-register to provide remote testimony via Zoom by 4:30 p.m., Friday, March 12th.", (("remote-sign-up", "2027-03-12 16:30"),)),
    ("Speaker cards must be turned in before the start of the meeting.", (("oral-sign-up", "2027-03-16 13:00"),)),
    ("Public comments may be emailed to the Board Secretary up to two hours prior to the meeting.", (("written-testimony", "2027-03-16 11:00"),)),
    ("Online registration to speak opens at 8 a.m. on March 12 and closes one hour before the scheduled start of the hearing.", (("oral-sign-up", "2027-03-16 12:00"),)),
    ("Witnesses are asked to provide 25 copies of their testimony by 10:00 AM the day before the hearing.", (("written-testimony", "2027-03-15 10:00"),)),
    ("Letters of support or opposition must be received by the Committee by 5:00 p.m. on Wednesday, March 10, 2027.", (("position", "2027-03-10 17:00"),)),
    ("To request a reasonable accommodation, call 555-0100 not less than five (5) working days in advance of the meeting.", (("accommodation", "2027-03-09"),)),
    ("Comments are due no later than 3/15/2027 at 12:00 p.m.", (("written-testimony", "2027-03-15 12:00"),)),
    ("Individuals who wish to address the Board by telephone must call the clerk between 8:00 a.m. and 10:00 a.m. on the day of the meeting.", (("remote-sign-up", "2027-03-16 10:00"),)),
    ("Requests to speak will be accepted until the close of business on March 15.", (("oral-sign-up", "2027-03-15 17:00"),)),
    ("If you are unable to attend, you may e-mail written comments by 2 p.m. on Mon. 3/15.", (("written-testimony", "2027-03-15 14:00"),)),
    ("Those wishing to testify should sign in at the kiosk at least 15 minutes before the hearing is scheduled to begin.", (("oral-sign-up", "2027-03-16 12:45"),)),
    ("Written testimony will also be accepted for seven (7) days after the hearing.", (("written-testimony", "2027-03-23"),)),
    ("Submit your testimony by Sunday, March 14 at 1:00 p.m. if you wish it to be read by members in advance.", (("written-testimony", "2027-03-14 13:00"),)),
    ("The deadline to sign up for oral testimony is 24 hours prior to the start of the hearing, and written testimony is accepted until 48 hours after the hearing.", (("oral-sign-up", "2027-03-15 13:00"), ("written-testimony", "2027-03-18 13:00"))),
    ("Assistive listening devices and Spanish interpretation are available if requested by noon on Thursday, March 11.", (("accommodation", "2027-03-11 12:00"),)),
    ("All witnesses must be registered by 6 p.m. on March 15, 2027 (EST).", (("oral-sign-up", "2027-03-15 18:00"),)),
    ("Members of the public may submit comments in writing through 5 p.m. Friday, March 19, 2027.", (("written-testimony", "2027-03-19 17:00"),)),
    ("Please send electronic copies of your testimony to staff by the end of the day on Friday, March 12.", (("written-testimony", "2027-03-12 17:00"),)),
    ("Requests for translation services should be submitted 3 business days before the hearing date.", (("accommodation", "2027-03-11"),)),
    ("Testimony must be uploaded no less than 2 hours before the hearing.", (("written-testimony", "2027-03-16 11:00"),)),
    ("Sign-up for in-person testimony closes at 12:30 p.m. on the day of the hearing.", (("oral-sign-up", "2027-03-16 12:30"),)),
    ("To testify by video conference, register at https://leg.example/register by 5 PM on the last business day before the hearing.", (("remote-sign-up", "2027-03-15 17:00"),)),
    ("Witness slips may be filed until the committee adjourns.", ()),
    ("This meeting will be held at 1:00 p.m. on March 16, 2027 in Room 3.", ()),
    ("Amendments must be filed by 5 p.m. on March 12.", ()),
    ("Public comment is limited to three minutes per speaker.", ()),
    ("The public hearing will be held before the Board on March 16, 2027 at 1:00 p.m.; anyone may speak.", ()),
    ("Grant applications are due by 5 p.m. on March 12, 2027.", ()),
    ("Written comments should be mailed to the Clerk, to arrive by March 12, 2027.", (("written-testimony", "2027-03-12"),)),
    ("Please submit testimony no later than 8 am on 16 March 2027.", (("written-testimony", "2027-03-16 08:00"),)),
    ("Testimony submitted by 10 a.m. Monday will be distributed to members before the hearing.", (("written-testimony", "2027-03-15 10:00"),)),
    ("Remote testifiers must register before 3:00 p.m. the preceding business day.", (("remote-sign-up", "2027-03-15 15:00"),)),
    ("Late testimony will be accepted until 4:00 p.m. on March 17, 2027 but may not be considered.", (("written-testimony", "2027-03-17 16:00"),)),
    ("Comments must be received 36 hours prior to the meeting to be distributed to Councilmembers.", (("written-testimony", "2027-03-15 01:00"),)),
    ("Please RSVP to speak by COB Thursday, March 11.", (("oral-sign-up", "2027-03-11 17:00"),)),
    ("Testimony may be offered in person or virtually; virtual witnesses must sign up by Monday, March 15 at 10 a.m.", (("remote-sign-up", "2027-03-15 10:00"),)),
    ("In order to allow members time to review, all written comments should reach the committee office no later than 48 hours in advance of the hearing.", (("written-testimony", "2027-03-14 13:00"),)),
    ("If you plan on testifying, please let the committee assistant know by noon tomorrow.", ()),
    ("Citizens who want to be placed on the speakers list must contact the City Clerk by 3:00 PM on the Monday before the meeting.", (("oral-sign-up", "2027-03-15 15:00"),)),
    ("Electronic testimony will be accepted up until the hearing begins.", (("written-testimony", "2027-03-16 13:00"),)),
    ("The portal for submitting testimony will close 4 hours before the hearing's scheduled start time.", (("written-testimony", "2027-03-16 09:00"),)),
    ("Written remarks emailed after 12:00 noon on March 15 will be forwarded to members after the meeting.", ()),
    ("Persons with disabilities who need an accommodation should contact Jane Roe, 555-0101, by March 9, 2027.", (("accommodation", "2027-03-09"),)),
    ("Remote witnesses: register no later than 5pm (ET) Friday, 3/12.", (("remote-sign-up", "2027-03-12 17:00"),)),
    ("All registrations to speak close promptly at 9:00 AM on Tuesday, March 16, 2027.", (("oral-sign-up", "2027-03-16 09:00"),)),
    ("You may submit written testimony to the committee until Friday, March 26, 2027, at 5:00 p.m., after which the record will close.", (("written-testimony", "2027-03-26 17:00"),)),
    ("The last day to submit comments is March 31, 2027.", (("written-testimony", "2027-03-31"),)),
    ("Requests for ASL or CART must be made by 5:00 PM EST on March 8, 2027.", (("accommodation", "2027-03-08 17:00"),)),
    ("Speakers sign up in the lobby beginning at 12:15 p.m. and ending at 12:45 p.m. on the day of the hearing.", (("oral-sign-up", "2027-03-16 12:45"),)),
    ("To give public comment by phone, you must register 24 hours in advance at https://county.example/comment.", (("remote-sign-up", "2027-03-15 13:00"),)),
    ("Individuals must sign up to testify by the end of business the day before the scheduled hearing.", (("oral-sign-up", "2027-03-15 17:00"),)),
    ("Written submissions must be postmarked by Saturday, March 20.", (("written-testimony", "2027-03-20"),)),
    ("Please provide the clerk with an electronic copy of testimony by 6 PM two days before the hearing.", (("written-testimony", "2027-03-14 18:00"),)),
    ("Testimony deadline: Friday 3/12/27, 3:00 p.m.", (("written-testimony", "2027-03-12 15:00"),)),
    ("Those desiring to speak must submit a Request to Speak form prior to the item being called.", ()),
    ("Comments for the record may be submitted for 14 days following the hearing.", (("written-testimony", "2027-03-30"),)),
    ("Register to testify online by 8:00 a.m. the day of the hearing; registration opens March 9.", (("oral-sign-up", "2027-03-16 08:00"),)),
    ("Anyone wishing to comment on the budget must email the Secretary by no later than 10:00AM on the meeting date.", (("written-testimony", "2027-03-16 10:00"),)),
    ("An interpreter will be provided upon request made at least four (4) business days prior to the meeting.", (("accommodation", "2027-03-10"),)),
    ("Submit written testimony not later than Wednesday the 10th of March at noon.", (("written-testimony", "2027-03-10 12:00"),)),
    ("Public comment sign-up: Mar 15, 8am - Mar 16, 11am.", (("oral-sign-up", "2027-03-16 11:00"),)),
    ("The committee will take testimony from those who sign up by 1:30 p.m. on Monday.", (("oral-sign-up", "2027-03-15 13:30"),)),
    ("Only testimony received by 7:00 p.m. on March 14, 2027, will be part of the official record.", (("written-testimony", "2027-03-14 19:00"),)),
    ("Please sign up before 12:30 pm on the date of the hearing if you want to speak.", (("oral-sign-up", "2027-03-16 12:30"),)),
    ("Speakers are asked to arrive at 12:30 p.m.", ()),
    ("Members may file minority reports by March 20.", ()),
    ("The committee will adjourn no later than 5 p.m.", ()),
    ("Testimony on HB 12 will be heard at 1:00 p.m. on March 16, and testimony on HB 13 at 2:00 p.m.", ()),
    ("Absentee ballots must be received by March 16.", ()),
    ("Committee deadline for written testimony: COB on Monday, March 15.", (("written-testimony", "2027-03-15 17:00"),)),
    ("If you wish to be added to the speaker list, reply to this notice by 12 p.m. on 3/15/2027.", (("oral-sign-up", "2027-03-15 12:00"),)),
    ("Registration closes at 5 p.m. on the Friday before the hearing.", (("oral-sign-up", "2027-03-12 17:00"),)),
    ("Written comments received by noon on the Thursday prior to the meeting will be provided to Commissioners.", (("written-testimony", "2027-03-11 12:00"),)),
    ("You must sign up by midnight on March 14 to testify.", (("oral-sign-up", "2027-03-14 00:00"),)),
    ("Testimony can be submitted until one week after the hearing.", (("written-testimony", "2027-03-23"),)),
    ("Please submit your comments no later than three hours prior to the start of the meeting.", (("written-testimony", "2027-03-16 10:00"),)),
    ("Public testimony sign-up will be open from 11:30 a.m. until 12:45 p.m. on March 16.", (("oral-sign-up", "2027-03-16 12:45"),)),
    ("The committee will accept written testimony through close of business on Friday, March 19, 2027.", (("written-testimony", "2027-03-19 17:00"),)),
    ("To request accommodations, email ada@city.example at least 2 business days before the meeting.", (("accommodation", "2027-03-12"),)),
    ("Individuals requiring an interpreter must notify the office by 10 a.m. three days in advance of the hearing.", (("accommodation", "2027-03-13 10:00"),)),
    ("Email your testimony by 8:30am day of hearing.", (("written-testimony", "2027-03-16 08:30"),)),
    ("All testimony must be received in the committee office by 4:30 P.M. (EST) on Thursday, March 11, 2027, in order to be distributed.", (("written-testimony", "2027-03-11 16:30"),)),
    ("Those interested in speaking should call (555) 555-0123 before 2:00 p.m. on March 15th.", (("oral-sign-up", "2027-03-15 14:00"),)),
    ("Submit a position letter by 5 p.m. Wednesday, one week before the hearing.", (("position", "2027-03-10 17:00"),)),
    ("The sign-up link opens 48 hours before the meeting and closes two hours before the meeting.", (("oral-sign-up", "2027-03-16 11:00"),)),
    ("Written testimony is due 24 hours before the start time of the hearing; oral testimony sign up is due 2 hours before.", (("written-testimony", "2027-03-15 13:00"), ("oral-sign-up", "2027-03-16 11:00"))),
    ("Prepared statements should be e-mailed by 6:00 p.m. the evening before the hearing.", (("written-testimony", "2027-03-15 18:00"),)),
    ("Comments may be made by phone between 12:30 p.m. and 1:00 p.m. on the day of the meeting.", (("remote-sign-up", "2027-03-16 13:00"),)),
    ("Witnesses shall file 30 copies of their statements not later than 2 business days before the hearing.", (("written-testimony", "2027-03-12"),)),
    ("Anyone wishing to testify virtually must register by 11:59 p.m. on Sunday.", (("remote-sign-up", "2027-03-14 23:59"),)),
    ("Last-minute written testimony may be sent until the gavel.", ()),
    ("The report is due by March 1.", ()),
    ("The meeting agenda will be posted by 5 p.m. on March 12.", ()),
    ("Please limit remarks to three minutes.", ()),
    ("Doors open at 12:30 p.m. for those who sign up in person.", ()),
]
SPANISH = [
    ("Las personas interesadas en deponer deberán inscribirse en o antes del viernes, 12 de marzo de 2027, a las 12:00 del mediodía.", (("oral-sign-up", "2027-03-12 12:00"),)),
    ("Los memoriales explicativos deberán radicarse en la Secretaría de la Comisión no más tarde de las 4:30 p.m. del lunes, 15 de marzo de 2027.", (("written-testimony", "2027-03-15 16:30"),)),
    ("Se aceptarán ponencias por escrito hasta cinco (5) días laborables después de la vista pública.", (("written-testimony", "2027-03-24"),)),
    ("Envíe su ponencia por correo electrónico con al menos veinticuatro (24) horas de antelación a la vista.", (("written-testimony", "2027-03-15 10:00"),)),
    ("Toda persona que interese deponer deberá notificarlo a la Comisión con 48 horas de anticipación.", (("oral-sign-up", "2027-03-14 10:00"),)),
    ("Las personas que necesiten intérprete de señas deberán solicitarlo tres (3) días laborables antes de la vista pública.", (("accommodation", "2027-03-11"),)),
    ("El término para someter comentarios vence el 19 de marzo de 2027 a las 5:00 de la tarde.", (("written-testimony", "2027-03-19 17:00"),)),
    ("La fecha límite para enviar memoriales es el jueves 11 de marzo a las 3:00 p.m.", (("written-testimony", "2027-03-11 15:00"),)),
    ("Podrá someter su ponencia escrita hasta las 5:00 p.m. del día anterior a la vista.", (("written-testimony", "2027-03-15 17:00"),)),
    ("Favor de confirmar su participación como deponente antes de las 2:00 p.m. del 12 de marzo.", (("oral-sign-up", "2027-03-12 14:00"),)),
    ("Los comentarios escritos se recibirán hasta el 18 de marzo de 2027.", (("written-testimony", "2027-03-18"),)),
    ("Para participar de manera virtual, regístrese a más tardar dos horas antes del comienzo de la vista.", (("remote-sign-up", "2027-03-16 08:00"),)),
    ("La vista pública se celebrará el 16 de marzo de 2027 a las 10:00 a.m. en el Salón de Audiencias.", ()),
    ("Las ponencias deben entregarse un día laborable antes de la vista, no más tarde de las 12:00 m.", (("written-testimony", "2027-03-15 12:00"),)),
    ("Las solicitudes de acomodo razonable deben hacerse con cinco días de anticipación a la audiencia pública.", (("accommodation", "2027-03-11"),)),
    ("Se concede hasta el viernes 19 de marzo para que los deponentes sometan sus memoriales.", (("written-testimony", "2027-03-19"),)),
    ("Las personas que deseen expresarse podrán inscribirse el mismo día de la vista desde las 9:00 a.m. hasta las 9:45 a.m.", (("oral-sign-up", "2027-03-16 09:45"),)),
    ("Someta su escrito dentro de los diez (10) días siguientes a la vista pública.", (("written-testimony", "2027-03-26"),)),
    ("Interesados en participar deberán comunicarse con la Comisión a más tardar el lunes, 15 de marzo de 2027, a las 3:00 p.m.", (("oral-sign-up", "2027-03-15 15:00"),)),
    ("La ponencia deberá ser enviada en o antes de las 12:00 del mediodía del viernes 12 de marzo.", (("written-testimony", "2027-03-12 12:00"),)),
    ("Los deponentes entregarán copia de su ponencia veinticuatro horas antes de la vista.", (("written-testimony", "2027-03-15 10:00"),)),
    ("El público podrá enviar sus comentarios hasta el 26 de marzo de 2027, a las 4:00 p.m.", (("written-testimony", "2027-03-26 16:00"),)),
    ("De necesitar un intérprete de lenguaje de señas, comuníquese dos días laborables antes de la audiencia.", (("accommodation", "2027-03-12"),)),
    ("Se recibirán memoriales por escrito dentro de los cinco (5) días laborables posteriores a la vista.", (("written-testimony", "2027-03-24"),)),
    ("Las personas que deseen deponer de forma virtual deberán solicitarlo antes de las 10:00 de la mañana del 15 de marzo de 2027.", (("remote-sign-up", "2027-03-15 10:00"),)),
    ("Fecha límite para someter ponencias: 12 de marzo de 2027, 5:00 p.m.", (("written-testimony", "2027-03-12 17:00"),)),
    ("Someta sus comentarios no más tarde del 18 de marzo de 2027.", (("written-testimony", "2027-03-18"),)),
    ("Se le requiere someter su memorial explicativo con tres (3) días laborables de antelación a la fecha de la vista pública.", (("written-testimony", "2027-03-11"),)),
    ("La vista comenzará a las 10:00 a.m. y podrán participar todas las personas interesadas.", ()),
    ("Los turnos para deponer se solicitarán hasta una hora antes del inicio de la vista.", (("oral-sign-up", "2027-03-16 09:00"),)),
    ("El término para presentar comentarios es de treinta (30) días contados a partir de la publicación de este aviso.", ()),
    ("Toda ponencia deberá someterse en o antes del 12 de marzo de 2027 a la 1:00 p.m.", (("written-testimony", "2027-03-12 13:00"),)),
    ("Los ciudadanos interesados en deponer podrán comunicarse hasta el lunes 15 de marzo al mediodía.", (("oral-sign-up", "2027-03-15 12:00"),)),
    ("Para solicitar un intérprete, llame con 72 horas de anticipación a la vista pública.", (("accommodation", "2027-03-13 10:00"),)),
    ("Las ponencias se recibirán hasta las 11:59 p.m. del día de la vista pública.", (("written-testimony", "2027-03-16 23:59"),)),
    ("Someta su ponencia a más tardar 24 horas antes de la audiencia.", (("written-testimony", "2027-03-15 10:00"),)),
    ("Se aceptarán comentarios escritos hasta siete días después de la vista.", (("written-testimony", "2027-03-23"),)),
    ("Quienes deseen hablar deben inscribirse antes de las 9:30 a.m. del 16 de marzo.", (("oral-sign-up", "2027-03-16 09:30"),)),
    ("Envíe sus comentarios por escrito antes del viernes 12 de marzo a las cinco de la tarde.", (("written-testimony", "2027-03-12 17:00"),)),
]
# fmt: on


def read(sentence: str, place: tuple[ZoneInfo, dt.datetime, str | None]) -> set[tuple[str, str]]:
    zone, start, subdivision = place
    found = stated(sentence, start.replace(tzinfo=zone), zone, subdivision=subdivision).deadlines
    return {
        (
            each.kind,
            f"{each.due.astimezone(zone):%Y-%m-%d %H:%M}"
            if isinstance(each.due, dt.datetime)
            else each.due.isoformat(),
        )
        for each in found
    }


def last(moment: str) -> str:
    return moment if " " in moment else f"{moment} 23:59"


def measured(rows, place):
    """What is read rightly, wrongly, not at all, and the sentences that are read later than they say."""
    right = wrong = missed = 0
    late = []
    for sentence, told in rows:
        found, wanted = read(sentence, place), set(told)
        right, wrong, missed = right + len(found & wanted), wrong + len(found - wanted), missed + len(wanted - found)
        latest = max((last(moment) for _kind, moment in wanted), default="")
        if wanted and any(last(moment) > latest for _kind, moment in found):
            late.append(f"{sentence} -> {found}")
    return right, wrong, missed, late


def test_english_sentences_are_never_read_late_and_nearly_all_are_read():
    right, wrong, missed, late = measured([*ENGLISH, *notice_batches.ENGLISH], STATES)
    assert late == []
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.90


def test_spanish_sentences_are_never_read_late_and_nearly_all_are_read():
    right, wrong, missed, late = measured([*SPANISH, *notice_batches.SPANISH], PUERTO_RICO)
    assert late == []
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.90


@given(st.text(max_size=80))
def test_lower_case_keeps_every_character_at_its_place(text):
    lower = lower_case(text)
    assert len(lower) == len(text)
    assert all(one == other or one.lower() == other for one, other in zip(text, lower, strict=True))


@pytest.mark.parametrize("sentence", [sentence for sentence, _told in ENGLISH[::9] if "http" not in sentence])
def test_a_notice_in_capitals_says_the_same(sentence):
    assert read(sentence.upper(), STATES) == read(sentence, STATES)
