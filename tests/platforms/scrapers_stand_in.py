"""Behaves as Open States' `os-update` does: takes its words, writes its files, dies or hangs as it is told."""

import json
import os
import sys
import time
import uuid
from pathlib import Path


def write(folder: Path, kind: str, row: dict) -> None:
    name = str(uuid.uuid1())
    (folder / f"{kind}_{name}.json").write_text(json.dumps({**row, "_id": name, "scraped_at": time.time()}))


def bill(number: int, place: str = "wa") -> dict:
    return {
        "legislative_session": "2025-2026",
        "identifier": f"SB {number}",
        "title": f"An act on crisis care, part {number}",
        "classification": ["bill"],
        "jurisdiction": {"id": f"ocd-jurisdiction/country:us/state:{place}/government"},
        "actions": [
            {"description": "First reading.", "date": "2026-02-06", "organization_id": '~{"classification": "upper"}', "classification": ["introduction"]}
        ],
        "sources": [{"url": f"https://example.org/{number}"}],
    }  # fmt: skip


def vote(number: int) -> dict:
    return {
        "motion_text": "Third reading",
        "start_date": "2026-02-07",
        "result": "pass",
        "legislative_session": "2025-2026",
        "bill_identifier": f"SB {number}",
        "bill": str(uuid.uuid1()),
        "organization": '~{"classification": "upper"}',
        "votes": [{"option": "yes", "voter_name": "Dhingra"}],
        "counts": [{"option": "yes", "value": 1}],
        "sources": [],
    }


def event(number: int) -> dict:
    return {
        "name": f"Senate Health, {number}",
        "start_date": "2026-02-20T08:00:00-08:00",
        "classification": "committee-meeting",
        "upstream_id": f"meeting-{number}",
        "status": "tentative",
        "location": {"name": "Room 1"},
        "sources": [{"url": "https://example.org/agenda"}],
    }


def main(mode: str, words: list[str]) -> int:
    if "--help" in words:
        print(
            "usage: openstates [-h] [--scrape] [--datadir SCRAPED_DATA_DIR]" if mode != "old" else "usage: billy-update"
        )
        return 0
    folder = Path(words[words.index("--datadir") + 1]) / words[0]
    folder.mkdir(parents=True, exist_ok=True)
    print(f"INFO openstates: Module: {words[0]}", flush=True)
    (folder / "words").write_text(json.dumps(words))
    write(folder, "jurisdiction", {"name": "Washington"})
    for number in range(1, 4):
        if "bills" in words:
            write(folder, "bill", bill(number, "or" if mode == "foreign" and number == 2 else "wa"))
            write(folder, "vote_event", vote(number))
        if "events" in words:
            write(folder, "event", event(number))
        if mode == "slow":
            time.sleep(0.3)
        if mode == "dies" and number == 2:
            (folder / "bill_half.json").write_text('{"identifier": "SB 9", "titl')
            print("ERROR openstates: HTTP 500 for https://example.org/list", flush=True)
            os._exit(1)
        if mode == "garbage":
            (folder / f"bill_{number}.json").write_bytes(b"\x00\xff<html>")
            (folder / f"event_{number}.json").write_text("[1, 2]")
    if mode == "fleeting":  # files that are gone again, a pipe in the place of a file, a folder that is called one
        os.mkfifo(folder / "bill_pipe.json")
        (folder / "bill_folder.json").mkdir()
        for number in range(500):
            (folder / f"bill_{number}.json").write_text("{}")
            (folder / f"bill_{number}.json").unlink()
    if mode == "hangs":
        Path(words[words.index("--datadir") + 1], "pid").write_text(str(os.getpid()))
        time.sleep(600)
    if mode == "many":
        for number in range(10, 3_010):
            write(folder, "bill", bill(number))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
