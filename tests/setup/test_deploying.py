"""What is shipped to run it elsewhere says what the program understands, and opens nothing that need not be open."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.setup.test_install import RUN_TIME, pins
from tests.test_docs import command
from tracker.cli.web import serve
from tracker.settings import Settings, unknown_variables
from tracker.web.locale import LANGUAGES

COMPOSE = [ROOT / "compose.yaml", ROOT / "compose.postgres.yaml"]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def services() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path.name, name, service)
        for path in COMPOSE
        for name, service in yaml.safe_load(path.read_text())["services"].items()
    ]


def understood(words: list[str]) -> bool:
    """Whether the command line takes these words."""
    assert words[0].rpartition("/")[2] == "tracker"
    path = [word for word in words[1:] if not word.startswith("-")]
    found = command(*path[:2]) or command(path[0])
    assert found is not None, words
    options = {
        name
        for option in found.params
        if isinstance(option, click.Option)
        for name in option.opts + option.secondary_opts
    }
    return {word for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize(
    ("file", "name", "service"), services(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_service_is_closed_but_for_the_proxy(file: str, name: str, service: dict[str, Any]):
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:"), f"{file}: {name} is open to all"
    if name == "database":
        assert "healthcheck" in service
        return
    assert understood(service["command"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["env_file"][0]["path"] == "tracker.env"
    if "--host" in service["command"]:
        network = yaml.safe_load((ROOT / file).read_text())["networks"]["default"]["ipam"]["config"][0]["subnet"]
        assert service["command"][service["command"].index("--behind") + 1] == network
    else:
        assert service["healthcheck"] == {"disable": True}


def test_all_machines_of_the_larger_shape_have_one_secret_and_a_password_with_any_signs():
    text = (ROOT / "compose.postgres.yaml").read_text()
    assert "TRACKER_SECRET_KEY:?" in text
    assert not re.search(r"postgresql://[^\s@]*\$\{", text)


def test_images_start_from_what_cannot_change_unseen():
    named = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert named
    assert set(named) == {"${PYTHON_IMAGE}"}
    (base,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    others = [service["image"] for _, _, service in services() if "image" in service]
    assert others
    for image in (base, *(re.sub(r"^\$\{\w+:-(.+)\}$", r"\1", image) for image in others)):
        assert re.fullmatch(r"[a-z]+:\d+\.[\w.-]+@sha256:[0-9a-f]{64}", image), image


def test_the_image_is_made_from_the_run_time_lock_by_a_user_without_rights():
    text = (ROOT / "Dockerfile").read_text()
    assert "tools/install.py requirements.lock" in text
    assert "requirements-dev" not in text
    assert re.search(r"^USER tracker$", text, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK", text, re.MULTILINE)
    assert understood(json.loads(text.strip().splitlines()[-1].removeprefix("CMD ")))
    assert {f"{code}*" for code in LANGUAGES} <= set(re.findall(r"! -name '([\w*]+)\.dat'", text))
    ignored = (ROOT / ".dockerignore").read_text().split()
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert {f"!{name}" for name in copied} <= set(ignored)


def test_the_example_of_settings_names_settings_that_exist():
    lines = (ROOT / "deploy" / "tracker.env.example").read_text().splitlines()
    named = [line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?TRACKER_[A-Z_]+=", line)]
    assert unknown_variables(named) == []
    assert len(named) > 10
    values = dict(line.split("=", 1) for line in lines if line.startswith("TRACKER_"))
    assert Settings(**{name.removeprefix("TRACKER_").lower(): value for name, value in values.items()})


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_and_may_touch_its_own_folder_alone(unit: Path):
    text = unit.read_text()
    (start,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    assert understood(shlex.split(start))
    shut = ("ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectoryMode=0700", "SystemCallArchitectures=native")
    for line in (*shut, "SuccessExitStatus=143"):
        assert f"\n{line}\n" in text
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    from spiders.crawl import STOP_WITHIN

    assert int(seconds) > 2 * STOP_WITHIN


def test_the_bill_of_materials_names_each_package_of_the_lock(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "sbom.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = json.loads((tmp_path / "sbom.cdx.json").read_text())
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    named = {f"{each['name']}=={each['version']}" for each in made["components"]}
    assert named == {pin.split(" ;")[0] for pin in pins(RUN_TIME)}
    assert len({each["bom-ref"] for each in made["components"]}) == len(made["components"])
    assert {each["ref"] for each in made["dependencies"]} >= {each["bom-ref"] for each in made["components"]}
    texts = (tmp_path / "THIRD-PARTY-NOTICES.txt").read_text()
    for name in ("psycopg", "scrapy", "sqlalchemy"):
        assert f"\n{name} " in texts
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts


@pytest.mark.parametrize("given", ["proxy", "10.0.0.1/8", "127.0.0.1,,10.0.0.0/8", "172.30.83.0-24", ""])
def test_a_proxy_that_nobody_can_be_is_refused_since_all_visitors_would_be_taken_for_one(given: str):
    done = CliRunner().invoke(serve, ["--behind", given])
    assert done.exit_code == 2
    assert "expected addresses or networks" in done.output
