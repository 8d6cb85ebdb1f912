"""Say in a line what each verb does, so that `tracker --help` need not import them all.

A verb is defined where its package is and registered as an entry point; a test holds this page to that list.
"""

from typing import Final

VERBS: Final[dict[str, dict[str, str]]] = {
    "See it work": {
        "demo": "The whole way on bundled sample sources: no network, no keys.",
    },
    "Collect": {
        "crawl": "Visit sources now; what is new, changed, flagged, failed.",
        "sources": "Sources with their health; add one, record one, try one.",
        "texts": "Fetch texts of bills that may matter, and judge by them.",
        "coverage": "What you get in a place, and what is missing.",
        "rulebook": "Read the pages that rules of testimony rest on again.",
        "import": "Read bulk files of Open States and LegiScan.",
    },
    "Look": {
        "bills": "List bills or search them.",
        "bill": "One bill: history, hearings, deadlines, why it is flagged.",
        "hearings": "Coming hearings.",
        "notices": "Rule-makings and their comment periods.",
        "deadlines": "What is due when, and how to do it.",
        "testimony": "How to testify in a place; a skeleton to speak from.",
        "list": "The lists of bills that a coalition works on.",
        "report": "What was watched, told and done, and what changed.",
        "export": "Calendars, tables and feeds for others.",
        "mcp": "The record for assistants, read only.",
    },
    "Judge": {
        "rules": "The topics and their rules: check, try, explain, measure.",
        "flag": "Judge what is stored by the rules.",
    },
    "Tell": {
        "digest": "Preview or send digests.",
        "deliver": "Send what is in the outbox.",
        "bounces": "Read mails that came back.",
        "subscribe": "Subscribe an address.",
        "subscriptions": "Look after subscriptions.",
    },
    "Run": {
        "serve": "The web page, the API and the scheduler.",
        "schedule": "What runs when, and how it went.",
        "config": "The settings in force.",
        "scheduler": "Decide when what runs.",
        "worker": "Do the jobs, on as many machines as wanted.",
        "users": "Organizers who may log in.",
        "status": "One screen of health.",
        "doctor": "What is wrong and what to do about it.",
        "db": "Upgrade, check, back up, restore the database.",
    },
}
