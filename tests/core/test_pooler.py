"""A pooler between us and PostgreSQL, as hosting services have one, hands each transaction to whichever session is free."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url

from tests.conftest import missing
from tests.core.test_ingest import visit
from tests.records import bill
from tracker import clock
from tracker.db.engine import connect, reading, writing
from tracker.db.models import Bill, Slot

SESSIONS = 2
ROUNDS = 12
"""More than it takes until a statement is prepared; then only the session knows it that prepared it."""


@pytest.fixture
def pooled(postgres_url: str) -> Iterator[str]:
    """The address of a database through a pooler, in the mode that shares sessions between transactions."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        missing("PgBouncer")
    behind = make_url(postgres_url)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="pooler-"))
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={behind.host} port={behind.port} user={behind.username}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {SESSIONS}\n"
    )
    folder.chmod(0o755)
    # It refuses to run as root, who may start it as anybody.
    other = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    pooler = subprocess.Popen([str(program), str(settings)], stderr=subprocess.PIPE, text=True, **other)
    assert pooler.stderr is not None
    for line in pooler.stderr:
        if "process up" in line:
            break
    yield behind.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    pooler.terminate()
    pooler.communicate(timeout=30)
    shutil.rmtree(folder)


@pytest.mark.postgres
def test_work_through_a_pooler_is_done_as_without_one(pooled: str):
    engine = connect(pooled)
    visit(engine, [bill(number) for number in range(1, 4)])

    def work(worker: int) -> int:
        for turn in range(ROUNDS):
            with writing(engine) as connection:
                row = {"job": f"job-{worker}", "slot": str(turn), "claimed_at": clock.now(), "claimed_by": "a worker"}
                connection.execute(insert(Slot), row)
        return ROUNDS

    with ThreadPoolExecutor(2 * SESSIONS) as workers:
        done = sum(workers.map(work, range(2 * SESSIONS)))
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(Slot)).scalar_one() == done
        assert connection.execute(select(func.count()).select_from(Bill)).scalar_one() == 3
    engine.dispose()
