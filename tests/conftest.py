"""What many tests need: a fresh database on each engine, the recordings, and honest skips."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from tests.faults.results import pytest_runtest_logreport, pytest_sessionfinish
from tracker import clock, settings
from tracker.db.engine import connect
from tracker.system import collect_rarely, open_private, private_folder

__all__ = ["pytest_runtest_logreport", "pytest_sessionfinish"]
ROOT = Path(__file__).resolve().parents[1]
# How long an example takes says how busy the machine is, never whether the program is right.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
# Ten thousand collected tests are no garbage: looking through them again and again took half of the collection.
collect_rarely()
SHARED = Path(os.environ.get("TRACKER_SHARED", ROOT.parent / "shared"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, whatever the order else: at the end no worker is left with minutes to itself."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Leave what was collected out of every search for garbage to come."""
    gc.freeze()


def missing(what: str) -> None:
    """Skip for want of a program; in CI that is a failure, because .ci/run installs it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the user's own data or settings."""
    for name in [name for name in os.environ if name.startswith("TRACKER_") and not name.startswith("TRACKER_TEST")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    settings.load.cache_clear()
    yield
    settings.load.cache_clear()
    clock.follow(clock.of_this_machine)  # whatever a database's clock said


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests talk to loopback only."""
    connect_anywhere = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(
            ("127.", "::1", "localhost")
        ):  # type: ignore[index]
            raise AssertionError(f"a test tried to reach {address}")
        connect_anywhere(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded responses of real sources."""
    folder = Path(os.environ.get("TRACKER_RECORDINGS", SHARED / "recordings"))
    if not folder.is_dir():
        pytest.skip(f"the recordings are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """The folder of labeled data."""
    folder = SHARED / "benchmarks"
    if not folder.is_dir():
        pytest.skip(f"the labeled data are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("Chromium")
    assert found is not None
    return found


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'tracker.db'}"


def postgres_server() -> str:
    """The address of the server for tests."""
    server = os.environ.get("TRACKER_TEST_POSTGRES")
    if not server:
        missing("PostgreSQL (TRACKER_TEST_POSTGRES)")
    assert server is not None
    return server


@contextmanager
def postgres_database(kind: str, template: str = "") -> Iterator[str]:
    """A database of its own on the server, a copy of `template` where one is named; yields its name."""
    name = f"{kind}_{uuid.uuid4().hex}"
    admin = create_engine(postgres_server(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        made = f"CREATE DATABASE {name}{f' TEMPLATE {template}' if template else ''}"
        # Files are copied ten times as fast as they are written anew block by block, where nothing waits for a disk.
        as_files = " STRATEGY file_copy" if (connection.dialect.server_version_info or ()) >= (15,) else ""
        connection.execute(text(made + as_files))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def address_on_server(name: str) -> str:
    """The address of a database on the server for tests."""
    return make_url(postgres_server()).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A database with today's schema; its copies spare hundreds of tests all migrations, which have tests of their own."""
    with postgres_database("template") as name:
        connect(address_on_server(name)).dispose()
        yield name


@cache
def _empty_database() -> bytes:
    """The same as a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        connect(f"sqlite:///{path}").dispose()
        return path.read_bytes()


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own; it has today's schema where the test asks for an engine."""
    template = request.getfixturevalue("postgres_template") if "engine" in request.fixturenames else ""
    with postgres_database("test", template) as name:
        yield address_on_server(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


def copied(url: str) -> Engine:
    """An engine for `url`; a SQLite file that is not there yet begins with today's schema."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:") and not path.exists():
        private_folder(path.parent)
        with open_private(path, "wb") as file:
            file.write(_empty_database())
    return connect(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with today's schema, of each kind in turn."""
    made = copied(database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def module_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Engine]]:
    """Makes databases of each kind in turn that live as long as a module, whose tests only read what a fixture put there."""
    with ExitStack() as stack:

        def made() -> Engine:
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path_factory.mktemp('module') / 'tracker.db'}"
            else:
                template = request.getfixturevalue("postgres_template")
                url = address_on_server(stack.enter_context(postgres_database("module", template)))
            engine = copied(url)
            stack.callback(engine.dispose)
            return engine

        yield made


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A SQLite database with today's schema, for tests of what no database can change."""
    made = copied(sqlite_url)
    yield made
    made.dispose()
