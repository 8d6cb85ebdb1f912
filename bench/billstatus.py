"""Import of a whole Congress of bill status files by `tracker crawl`, against only reading the same XML with lxml.

Needs the recorded ZIPs (`--zips`, or TRACKER_RECORDINGS); without them it says so and measures nothing. Both sides run in
processes of their own, in turn, and both unpack the same ZIPs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from bench.report import Ratio, tell

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = Path(os.environ.get("TRACKER_RECORDINGS", ROOT.parent / "shared" / "recordings"))
ZIPS = RECORDINGS / "federal" / "govinfo-billstatus-116"
ADDRESS = "https://www.govinfo.gov/bulkdata/BILLSTATUS/{congress}/{kind}/{name}"
MEGABYTES = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a child process."""

    seconds: float
    output: Any


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--zips", type=Path, default=ZIPS, help="Folder of BILLSTATUS ZIPs of one Congress.")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", choices=["lxml", "reader"], help="What a child process does.")
    chosen = options.parse_args()
    zips = sorted(chosen.zips.glob("BILLSTATUS-*.zip"))
    if chosen.only:
        return child(chosen.only, zips)
    if not zips:
        print(f"no BILLSTATUS ZIPs in {chosen.zips}; nothing was measured", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return tell(measure(Path(folder), zips, chosen.rounds))


def measure(folder: Path, zips: list[Path], rounds: int) -> list[Ratio]:
    """All ratios, from the medians of `rounds`."""
    recording = folder / "bills.warc.gz"
    pack(zips, recording)
    lxml, reader, first, again = [], [], [], []
    for each in range(rounds):
        lxml.append(run("-m", "bench.billstatus", "--only", "lxml", "--zips", str(zips[0].parent)))
        reader.append(run("-m", "bench.billstatus", "--only", "reader", "--zips", str(zips[0].parent)))
        data = folder / f"data{each}"
        first.append(crawl(recording, data))
        again.append(crawl(recording, data))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    bills, stored, repeated = lxml[0].output, first[0].output[0], again[0].output[0]
    print(f"{bills} bills; first import: {summary(stored)}; second: {summary(repeated)}; peak {peak:.0f} MB")
    wrote = repeated["new"] + repeated["changed"]
    whole = stored["new"] == bills and not wrote and stored["verdict"] == "ok"
    return [
        Ratio(name="import, storing included", ours=seconds(first), peer=seconds(lxml), unit="s", against="lxml to dictionaries", at_most=3.0),
        Ratio(name="reading only", ours=seconds(reader), peer=seconds(lxml), unit="s", against="lxml to dictionaries", at_most=1.5),
        Ratio(name="second import", ours=seconds(again), peer=seconds(first), unit="s", against="first import", at_most=0.25),
        Ratio(name="peak memory", ours=peak, peer=MEGABYTES, unit="MB", against="the promise", at_most=1.0),
        Ratio(name="bills missed or written twice", ours=float(not whole), peer=1.0, unit="", against="none", at_most=0.0),
    ]  # fmt: skip


def summary(told: dict[str, Any]) -> str:
    return f"{told['verdict']}, {told['new']} new, {told['changed']} changed, {told['unchanged']} unchanged"


def seconds(runs: list[Run]) -> float:
    return statistics.median(each.seconds for each in runs)


def run(*words: str, **environment: str) -> Run:
    """Run Python with `words` and take the time; its output is JSON."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, check=True, cwd=ROOT, env={**os.environ, **environment}
    )
    return Run(time.perf_counter() - start, json.loads(done.stdout))


def crawl(recording: Path, data: Path) -> Run:
    asked = ("crawl", "us-govinfo-billstatus", "--session", congress(recording), "--replay", str(recording))
    return run("-m", "tracker", *asked, "--no-flag", "--format", "json", TRACKER_DATA_DIR=str(data))


def congress(recording: Path) -> str:
    return (recording.parent / "congress").read_text()


def pack(zips: list[Path], out: Path) -> None:
    """Put the ZIPs into a recording, under the addresses that GovInfo serves them at."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with out.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for path in zips:
            _, number, kind = path.stem.split("-")
            body = path.read_bytes()
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "application/zip"), ("Content-Length", str(len(body)))], "HTTP/1.1"
            )
            url = ADDRESS.format(congress=number, kind=kind, name=path.name)
            payload = BytesIO(body)
            writer.write_record(
                writer.create_warc_record(url, "response", payload=payload, length=len(body), http_headers=headers)
            )
    (out.parent / "congress").write_text(zips[0].stem.split("-")[1])


def child(what: str, zips: list[Path]) -> int:
    """Read every file of every ZIP in one way and say how many there were."""
    from spiders.sources.us.billstatus_xml import read

    count = 0
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                if what == "lxml":
                    dictionary(etree.fromstring(data))
                else:
                    assert read(data).bill is not None
                count += 1
    print(count)
    return 0


def dictionary(element: Any) -> Any:
    """An element as plain values: what everyone writes first."""
    if not len(element):
        return element.text
    made: dict[str, Any] = {}
    for child_element in element:
        value = dictionary(child_element)
        if child_element.tag in made:
            if not isinstance(made[child_element.tag], list):
                made[child_element.tag] = [made[child_element.tag]]
            made[child_element.tag].append(value)
        else:
            made[child_element.tag] = value
    return made


if __name__ == "__main__":
    sys.exit(main())
