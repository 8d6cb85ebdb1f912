"""The API keeps what its description promises, whatever it is asked."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from sqlalchemy import Engine

from tests.web.hostile import fill
from tracker.settings import load
from tracker.web.app import create_app

BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_answer_is_as_described(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    fill(sqlite_engine)
    described = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(sqlite_engine, load()))
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) >= 10
    for operation in operations:
        for mode in GenerationMode:

            @BOUNDED
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                case.call_and_validate()

            with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
                ask()
