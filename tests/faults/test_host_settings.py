"""A PostgreSQL as hosts really set it up: what works goes on working, and what cannot work is refused in one sentence that says why."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, create_engine, select, text

from tests.conftest import address_on_server, postgres_database, postgres_server
from tests.faults.test_apart import note, noted
from tracker import clock, migrations
from tracker.db.engine import connect, reading, writing
from tracker.db.models import AuditRow
from tracker.db.problems import DatabaseBusy, DatabaseProblem, explained

pytestmark = pytest.mark.postgres


def admin(*statements: str) -> None:
    made = create_engine(postgres_server(), isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    made.dispose()


@pytest.fixture
def hosted(request: pytest.FixtureRequest, postgres_template: str):
    """An engine on a database whose host has chosen these settings for it."""
    with postgres_database("hosted", postgres_template) as name:
        admin(*(f"ALTER DATABASE {name} SET {setting}" for setting in request.param))
        made = connect(address_on_server(name))
        yield made
        made.dispose()


@pytest.mark.parametrize(
    "hosted",
    [
        ("datestyle = 'SQL, DMY'",),
        ("datestyle = 'German'", "timezone = 'Asia/Kathmandu'", "intervalstyle = 'iso_8601'"),
        ("timezone = 'America/St_Johns'", "bytea_output = 'escape'", "client_encoding = 'LATIN1'"),
        ("default_transaction_isolation = 'serializable'", "default_transaction_deferrable = on"),
        ("default_transaction_isolation = 'repeatable read'",),
    ],
    indirect=True,
)
def test_moments_and_turns_are_right_whatever_a_host_has_set(hosted: Engine):
    note(hosted, "Zoë – наш 🦉")
    with reading(hosted) as connection:
        row = connection.execute(select(AuditRow.at, AuditRow.actor)).one()
    assert abs((row.at - clock.now()).total_seconds()) < 60
    assert row.actor == "Zoë – наш 🦉"
    first, second = threading.Event(), threading.Event()

    def other() -> None:
        first.wait(20)
        threading.Timer(0.2, second.set).start()  # while the one below waits for its turn
        note(hosted, "b")

    writer = threading.Thread(target=other)
    writer.start()
    with writing(hosted) as connection:
        first.set()
        second.wait(20)
        connection.execute(AuditRow.__table__.update().values(actor="a"))
    writer.join()
    with writing(hosted) as connection:  # each sees what the one before it wrote
        connection.execute(AuditRow.__table__.update().values(actor=AuditRow.actor + "!"))
    assert noted(hosted) == ["a!", "b!"]


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_letter_is_refused_before_anything_is_stored(encoding: str):
    with (
        postgres_database("hosted", f"template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'") as name,
        pytest.raises(DatabaseProblem, match=rf"{name} .*expected one in UTF8, found {encoding}.*createdb"),
    ):
        connect(address_on_server(name))


def test_a_user_without_a_right_to_make_tables_is_told_which_and_how_to_get_it():
    with postgres_database("hosted") as name:
        user = f"user_{name}"
        admin(f"CREATE ROLE {user}", f"GRANT ALL ON DATABASE {name} TO {user}")
        try:
            with pytest.raises(
                DatabaseProblem, match=r"permission denied for schema public.*ALTER DATABASE NAME OWNER"
            ):
                connect(f"{address_on_server(name)}?options=-c%20role%3D{user}")
            admin(f"ALTER DATABASE {name} OWNER TO {user}")
            connect(f"{address_on_server(name)}?options=-c%20role%3D{user}").dispose()
        finally:
            admin(f"ALTER DATABASE {name} OWNER TO CURRENT_USER", f"DROP OWNED BY {user}")
            admin_in(name, f"REASSIGN OWNED BY {user} TO CURRENT_USER", f"DROP OWNED BY {user}")
            admin(f"DROP ROLE {user}")


def admin_in(name: str, *statements: str) -> None:
    made = create_engine(address_on_server(name), isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    made.dispose()


@pytest.mark.parametrize("hosted", [("statement_timeout = '150ms'",)], indirect=True)
def test_a_limit_for_statements_is_named_costs_that_statement_alone_and_no_upgrade(hosted: Engine):
    with (
        pytest.raises(DatabaseBusy, match=r"statement timeout.*wrote nothing.*ALTER ROLE"),
        writing(hosted) as connection,
    ):
        connection.execute(
            AuditRow.__table__.insert().values(at=clock.now(), actor="a", action="", about="", details={})
        )
        connection.execute(text("SELECT pg_sleep(9)"))
    note(hosted, "b")
    assert noted(hosted) == ["b"]
    migrations.downgrade(hosted, "0021")
    with hosted.begin() as connection:  # as slow as an upgrade of a large database is
        connection.execute(
            text("CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); END'")
        )
        connection.execute(text("CREATE EVENT TRIGGER slow ON ddl_command_end EXECUTE FUNCTION slow()"))
    migrations.upgrade(hosted)
    assert noted(hosted) == ["b"]


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "57014"])
def test_two_who_are_in_each_others_way_are_told_to_try_again(state: str):
    from psycopg import errors
    from sqlalchemy import make_url

    meaning = explained(errors.lookup(state)("x"), make_url("postgresql://t:S3cret@db/t"))
    assert isinstance(meaning, DatabaseBusy)
    assert "S3cret" not in str(meaning)
