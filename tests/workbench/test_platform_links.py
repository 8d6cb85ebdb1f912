"""An address says whose calendar it is, and a home page which calendars it links to, however it writes them."""

from __future__ import annotations

import pytest

from spiders.find_platform import of_links
from spiders.platform_links import Named, at_a_system, on_page
from tests.states.visits import spider

AVENAL = "https://www.cityofavenal.com"
BISMARCK = "https://www.bismarcknd.gov"
KELOWNA = "https://kelownapublishing.escribemeetings.com"
ADDRESSES: list[tuple[str, tuple[str, str, str, str] | None]] = [
    ("https://phoenix.legistar.com/Calendar.aspx", ("legistar", "phoenix", "", "")),
    ("https://phoenix.legistar.com", ("legistar", "phoenix", "", "")),
    ("http://fortworthgov.legistar.com/DepartmentDetail.aspx?ID=1&GUID=2", ("legistar", "fortworthgov", "", "")),
    ("https://webapi.legistar.com/v1/phoenix/events", ("legistar", "phoenix", "", "")),
    ("https://www.legistar.com/", None),
    ("https://legistar.council.nyc.gov/Calendar.aspx", ("legistar", "", "", "https://legistar.council.nyc.gov")),
    ("https://council.example/Calendar.aspx", None),
    ("https://sanantonio.primegov.com/public/portal", ("primegov", "sanantonio", "", "")),
    ("https://laceywa.portal.civicclerk.com/event/1409/overview", ("civicclerk", "laceywa", "", "")),
    ("https://laceywa.api.civicclerk.com/v1/Events", ("civicclerk", "laceywa", "", "")),
    ("https://tulsa-ok.granicus.com/ViewPublisher.php?view_id=4", ("granicus", "tulsa-ok", "4", "")),
    ("//sanfrancisco.granicus.com/player/clip/1?view_id=10&redirect=true", ("granicus", "sanfrancisco", "10", "")),
    ("https://granicus.com/", None),
    ("https://content.granicus.com/js/player.js", None),
    ("https://archive-stream.granicus.com/OnDemand/clip.mp4", None),
    ("https://connect.civicplus.com/referral", None),
    ("https://www.granicus.com/solution/govmeetings", None),
    ("https://norcrossga.iqm2.com/Citizens/Calendar.aspx?From=1/1/2026", ("iqm2", "norcrossga", "", "")),
    ("https://pub-sarasota.escribemeetings.com/?Year=2026", ("escribe", "sarasota", "", "")),
    (f"{KELOWNA}/", ("escribe", "kelownapublishing", "", KELOWNA)),
    ("https://bakersfield.novusagenda.com/AgendaPublic/?MeetingType=6", ("novusagenda", "bakersfield", "", "")),
    ("https://tumwater-wa.municodemeetings.com/bc-citycouncil", ("municode", "tumwater-wa", "", "")),
    ("https://meetings.municode.com/PublishPage/index?cid=ABC", None),
    ("https://go.boarddocs.com/OH/akron/Board.nsf/Public", ("boarddocs", "akron", "oh/akron", "")),
    ("https://www.boarddocs.com/", None),
    ("https://meetings.boardbook.org/public/Agenda/1810?meeting=7", ("boardbook", "1810", "", "")),
    (f"{AVENAL}/agendacenter/Planning-Commission-3", ("civicplus", "", "", AVENAL)),
    ("https://wa-bremerton.civicplus.com/AgendaCenter", ("civicplus", "wa-bremerton", "", "")),
    (f"{BISMARCK}/calendar.aspx?CID=52", ("civicplus-calendar", "", "52", BISMARCK)),
    (f"{BISMARCK}/Calendar.aspx?EID=7227&month=3", ("civicplus-calendar", "", "", BISMARCK)),
    ("https://wa-bremerton.civicplus.com/calendar.aspx", ("civicplus-calendar", "", "", "https://wa-bremerton.civicplus.com")),
    ("https://simbli.eboardsolutions.com/SB_Meetings/SB_MeetingListing.aspx?S=4054", None),
    ("https://www.phoenix.gov/cityclerk/publicmeetings", None),
    ("mailto:clerk@phoenix.gov", None),
]  # fmt: skip


@pytest.mark.parametrize(("address", "whose"), ADDRESSES)
def test_an_address_says_whose_calendar_it_is(address: str, whose: tuple[str, str, str, str] | None):
    found = at_a_system(address)
    assert (found and (found.system, found.name, found.page, found.site)) == whose


@pytest.mark.parametrize(("address", "whose"), [each for each in ADDRESSES if each[1]])
def test_what_an_address_says_is_an_entry_that_its_system_reads(address: str, whose: tuple[str, str, str, str]):
    for candidate in of_links("us-xx-place", [found for each in [address] if (found := at_a_system(each))]):
        made = spider(candidate.source, "2026-11-23T12:00:00+00:00")
        told = (
            made.ask(candidate.client, "2026-11-23").url
            if whose[0] == "legistar" and candidate.client.api
            else made.address(candidate.client)
        )  # type: ignore[attr-defined]
        assert told.startswith("https://")
        assert whose[1] in told
        assert whose[3] in told


HOME = "https://www.example.gov/government"
LINKS: list[tuple[str, list[tuple[str, str, str]]]] = [
    ('<li><a href="https://dublinca.portal.civicclerk.com/" target="_blank">Agendas &amp; Minutes</a></li>', [("civicclerk", "dublinca", "")]),
    ("<iframe width='100%' src='//elkgrove.granicus.com/ViewPublisher.php?view_id=3'></iframe>", [("granicus", "elkgrove", "3")]),
    ('<a href=/AgendaCenter class=fancyButton>Agendas</a><a href="/calendar.aspx">Calendar</a>', [("civicplus", "", ""), ("civicplus-calendar", "", "")]),
    ('<a href="#" onclick="window.open(\'https://duluth-mn.legistar.com/Calendar.aspx\',\'_blank\')">Meetings</a>', [("legistar", "duluth-mn", "")]),
    ('<a href="https://www.google.com/url?q=https%3A%2F%2Fraleigh.primegov.com%2Fpublic%2Fportal&sa=D">Meeting portal</a>', [("primegov", "raleigh", "")]),
    ('<script>var portal = {"agenda":"https:\\/\\/pub-clearwater.escribemeetings.com\\/"};</script>', [("escribe", "clearwater", "")]),
    ('<div data-url="https://killeen-tx.municodemeetings.com/"></div>', [("municode", "killeen-tx", "")]),
    ('<a href="http://lubbock.novusagenda.com/agendapublic">Agendas</a> <a href="http://lubbock.novusagenda.com/agendapublic/">All</a>', [("novusagenda", "lubbock", "")]),
    ('<a href="https://slco.granicus.com/">Video</a><a href="https://slco.granicus.com/player/camera/2?view_id=7">Live</a>', [("granicus", "slco", "7")]),
    ('<a href="https://go.boarddocs.com/ca/sbcusd/Board.nsf/Public">Board</a><a href="https://meetings.boardbook.org/Public/Organization/992">Other</a>', [("boarddocs", "sbcusd", "ca/sbcusd"), ("boardbook", "992", "")]),
    ('<p>Government websites by <a href="https://www.civicplus.com/">CivicPlus</a>, <a href="https://granicus.com">Granicus</a>. <a href="http://[broken">x</a></p>', []),
    ("<a href='https://www.youtube.com/@city'>Watch</a><a href='/meetings.pdf'>2026 schedule</a>", []),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "whose"), LINKS)
def test_a_home_page_s_calendars_are_found_however_it_links_to_them(markup: str, whose: list[tuple[str, str, str]]):
    page = f"<html><head><title>Home</title></head><body><nav><a href='/'>Home</a></nav>{markup}</body></html>"
    assert [(each.system, each.name, each.page) for each in on_page(HOME, page)] == whose


def test_a_page_of_nothing_but_addresses_is_read_as_far_as_it_goes():
    page = '<a href="https://a.example/x">x</a>' * 20_000
    assert on_page(HOME, page) == []


def test_a_calendar_told_twice_is_one():
    assert at_a_system("https://phoenix.legistar.com") == Named(system="legistar", name="phoenix", url="elsewhere")
