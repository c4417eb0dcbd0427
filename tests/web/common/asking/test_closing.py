"""The close: nothing stored joins an invitation to an answer, wherever one looks, whenever it is killed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from hansei.cli.copies import left_out
from hansei.core import clock
from hansei.core.anonymity import Source, Tally
from hansei.core.sealing import CannotOpen, derive, open_sealed
from hansei.web.common.asking import closing, selectors, services
from hansei.web.common.asking.models import Answer, Invitation, Progress, Round, Sent
from hansei.web.common.asking.tokens import place_of
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.models import DataKey
from tests.web.common.asking.around import DAY, ITEMS, Around, around, opened, person, secrets_of
from tests.web.disk import stored_bytes

Places = dict[tuple[str, Source], Tally]


def few() -> Around:
    """A leader with boss, two peers and two reports: enough where it is about steps and not about numbers."""
    people = around()
    return Around(people.leader, people.boss, people.peers[:2], people.reports[:2])


def all_answer(people: Around, round_: Round) -> Places:
    """Everybody answers, each differently; what that adds up to."""
    links = secrets_of(round_)
    given: dict[tuple[str, Source], list[int]] = {
        (item.ref, Source(source)): [] for item in ITEMS for source in item.sources if source != "further"
    }
    for number, one in enumerate(people.asked):
        asked = [item.ref for item in ITEMS if one.source in item.sources]
        values = {ref: (number * 5 + place * 3) % 6 for place, ref in enumerate(asked)}
        services.answer(links[one.person.pk], values)
        for ref, value in values.items():
            given[ref, Source(one.source)].append(value)
    return {place: Tally.of(values) for place, values in given.items()}


def joins(key: bytes, round_: Round) -> list[tuple[str, str]]:
    """Who gave which answer, as far as somebody can find out who holds `key` and the whole database."""
    rows = {
        bytes(row.token): row
        for row in (*Sent.objects.filter(round=round_), *Answer.objects.filter(round=round_))
    }
    found = []
    for one in Invitation.objects.filter(round=round_):
        row = rows.get(derive(key, "answer", one.pk.bytes))
        if row is not None:
            found.append((str(one.person_id), str(row.pk)))
    return found


def rows_in_their_order(table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Rows as they lie in the file."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608
        return list(cursor.fetchall())


def everything_stored() -> bytes:
    """Every byte of both databases that a thief of the disk, the key store included, would hold.

    On SQLite the files themselves, write-ahead log included. On PostgreSQL the tables' files where the test
    may read them, and every row as text besides.
    """
    held = b""
    for alias in ("default", "keys"):
        here = connections[alias]
        if here.vendor == "sqlite":
            name = str(here.settings_dict["NAME"])
            paths = [Path(name + end) for end in ("", "-wal", "-shm", "-journal")]
            held += b"".join(stored_bytes(path) for path in paths if path.exists())
            continue
        with here.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            for table in here.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                held += "\n".join(row[0] for row in cursor.fetchall()).encode()
                cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [f'"{table}"'])
                held += bytes(cursor.fetchone()[0])
    return held


def is_in(needle: bytes, hay: bytes) -> bool:
    """Whether it is there as bytes or in hexadecimal digits."""
    return needle in hay or needle.hex().encode() in hay


# ------------------------------------------------------------------------------------------------ no join
@pytest.mark.django_db(transaction=True)
def test_after_the_close_nothing_stored_joins_an_invitation_to_an_answer() -> None:
    people = around()
    round_ = opened(people)
    jobs.run_all()
    given = all_answer(people, round_)
    links = secrets_of(round_)
    key = vault._key(round_.key_scope)
    wrapped = bytes(DataKey.objects.get(scope=round_.key_scope).wrapped)
    tokens = {bytes(row.token) for row in Sent.objects.all()}
    sealed = [bytes(row.value) for row in Sent.objects.all()]
    ids = {row.pk.bytes for row in Sent.objects.all()}

    # While it is open, the round's key joins every answer to its invitation. That is what the close ends.
    assert len(joins(key, round_)) == 12
    before = everything_stored()
    assert all(is_in(token, before) for token in tokens)
    assert is_in(wrapped, before)

    services.close(round_)

    assert joins(key, round_) == [], "even the key, had somebody kept it, finds nothing"
    with pytest.raises(vault.KeyGone):
        vault._key(round_.key_scope)
    after = everything_stored()
    assert not is_in(wrapped, after)
    assert not is_in(key, after)
    assert not any(is_in(token, after) for token in tokens)
    assert not any(is_in(one, after) for one in sealed)
    assert not any(is_in(one, after) for one in ids)
    assert not any(link.encode() in after or link.encode() in before for link in links.values())
    assert services.tallies(round_) == given


@pytest.mark.django_db(transaction=True)
def test_after_the_close_not_even_two_answers_of_one_person_stay_together() -> None:
    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    assert len({bytes(row.token) for row in Sent.objects.all()}) == 12
    services.close(round_)
    assert not Sent.objects.exists()
    assert len({bytes(row.token) for row in Answer.objects.all()}) == Answer.objects.count() == 34


@pytest.mark.django_db(transaction=True)
def test_after_the_close_no_order_tells_who_came_first() -> None:
    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    answers_before = _opened_in_order("asking_sent", round_)
    services.close(round_)
    answers_after = _opened_in_order("asking_answer", round_)
    assert Counter(answers_before) == Counter(answers_after)
    assert answers_before != answers_after
    assert answers_before != answers_after[::-1]
    # Nor are they sorted by what they hold, which would be an order as well.
    assert answers_after != sorted(answers_after)


def _opened_in_order(table: str, round_: Round) -> list[tuple[int, str, str]]:
    found = []
    key = vault._key(round_.answers_scope)
    for token, item, source, value in rows_in_their_order(table, "token", "item_id", "source", "value"):
        at = place_of(bytes(token), item)
        rating = open_sealed(key, bytes(value), round_.answers_scope.bytes + at.encode())
        found.append((item, source, rating.decode()))
    return found


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_written_once_and_then_never_touched() -> None:
    """Not even its place in the file, or the mark of a lock on it, tells who answered."""
    people = around()
    round_ = opened(people)
    hidden = ("rowid",) if connection.vendor == "sqlite" else ("ctid", "xmin", "xmax")
    written = rows_in_their_order("asking_invitation", *hidden, "id")
    links = secrets_of(round_)
    services.answer(links[people.boss.pk], {"LL-S4": 3})
    services.answer(links[people.peers[2].pk], {"LL-S4": 3})
    services.stop(links[people.peers[0].pk])
    with clock.shifted(8 * DAY):
        services.remind_due()
    assert rows_in_their_order("asking_invitation", *hidden, "id") == written
    services.close(round_)
    assert rows_in_their_order("asking_invitation", *hidden, "id") == written


@pytest.mark.django_db(transaction=True)
def test_after_the_close_nothing_tells_who_answered() -> None:
    """Neither the bit nor the number of reminders, nor the mails that went to who had not answered."""
    people = around()
    round_ = opened(people)
    links = secrets_of(round_)
    services.answer(links[people.boss.pk], {"LL-S4": 3})
    services.stop(links[people.peers[0].pk])
    with clock.shifted(8 * DAY):
        assert services.remind_due() == 10
        assert Mail.objects.filter(kind="asking.reminder").count() == 10
    with clock.shifted(15 * DAY):
        services.ensure_closed(round_)
    assert not Progress.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rating_sealed_before_the_close_does_not_open_afterwards() -> None:
    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    old = Sent.objects.first()
    assert old is not None
    services.close(round_)
    new = Answer.objects.first()
    assert new is not None
    with pytest.raises(CannotOpen):
        vault.open_(round_.answers_scope, old.value, at=place_of(bytes(new.token), new.item_id))


# ----------------------------------------------------------------------------------------- killed in between
class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_before_statement(number: int) -> Iterator[list[str]]:
    """Let the process end before its statement `number` (from 0), whichever database it goes to."""
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if len(seen) == number:
            raise Killed
        seen.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in ("default", "keys"):
            stack.enter_context(connections[alias].execute_wrapper(watch))
        yield seen


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_close_killed_at_any_step_is_finished_by_the_next_call_and_loses_nothing() -> None:
    people = few()
    start, number, left_open, left_closed = clock.now(), 0, 0, 0
    while True:
        # Months apart: nobody is asked too often.
        with clock.frozen(start + 100 * number * DAY):
            round_ = opened(people)
            given = all_answer(people, round_)
            sent = Sent.objects.filter(round=round_).count()
            key = vault._key(round_.key_scope)
        with clock.frozen(start + (100 * number + 15) * DAY):
            with killed_before_statement(number) as seen:
                try:
                    services.ensure_closed(round_)
                    break
                except Killed:
                    pass
            now = Round.objects.get(pk=round_.pk)
            here, gone = (Sent, Answer) if now.closed_at is None else (Answer, Sent)
            assert here.objects.filter(round=round_).count() == sent
            assert not gone.objects.filter(round=round_).exists()
            for link in (selectors.by_secret(link) for link in _links(key, round_)):
                assert link is not None
                with pytest.raises(services.Closed):
                    services.send(link, {})
            if now.closed_at is None:
                left_open += 1
                with pytest.raises(services.StillOpen):
                    services.tallies(now)
            else:
                left_closed += 1
                assert not vault.exists(round_.key_scope), "the key goes before the rows"
                assert joins(key, round_) == []
                assert services.tallies(now) == given
            assert services.close_due() == (0 if now.settled else 1)
            _is_closed(now, given, key)
            number += 1
    _is_closed(round_, given, key)
    assert len(seen) == number
    assert left_open > 10, "killed before the answers were written again"
    assert left_closed > 3, "killed after that"


def _links(key: bytes, round_: Round) -> list[str]:
    import base64

    return [
        base64.urlsafe_b64encode(derive(key, "link", one.pk.bytes)).decode().rstrip("=")
        for one in Invitation.objects.filter(round=round_)
    ]


def _is_closed(round_: Round, given: Places, key: bytes) -> None:
    round_.refresh_from_db()
    assert round_.closed_at is not None
    assert round_.settled
    assert not vault.exists(round_.key_scope)
    assert joins(key, round_) == []
    assert services.tallies(round_) == given
    assert Invitation.objects.filter(round=round_).count() == sum(round_.asked.values())
    assert [e.verb for e in audit.entries(round_.about.chain) if e.subject_id == round_.pk] == [
        "round.opened", "round.closed",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_killed_at_any_step_leaves_a_round_open_or_closes_it_whole() -> None:
    people = few()
    start, number = clock.now(), 0
    while True:
        with clock.frozen(start + 100 * number * DAY):
            round_ = opened(people)
            all_answer(people, round_)
            sent = Sent.objects.filter(round=round_).count()
            with killed_before_statement(number):
                try:
                    services.withdraw(round_)
                    break
                except Killed:
                    pass
            now = Round.objects.get(pk=round_.pk)
            if now.closed_at is None:
                assert selectors.is_open(now)
                assert vault.exists(now.key_scope)
                assert Sent.objects.filter(round=now).count() == sent
                services.withdraw(now)
            services.close_due()
            now.refresh_from_db()
            assert now.settled
            assert not vault.exists(now.key_scope)
            assert not Sent.objects.exists()
            assert not Progress.objects.exists()
            assert not Answer.objects.exists()
        number += 1
    assert number > 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_answer_killed_at_any_step_is_there_whole_or_not_at_all() -> None:
    people = around()
    round_ = opened(people)
    link = secrets_of(round_)[people.peers[0].pk]
    number = 0
    while True:
        with killed_before_statement(number):
            try:
                services.answer(link, {"LL-S8": 1, "LL-S4": 2, "LL-S6": 3})
                break
            except Killed:
                pass
        assert not Sent.objects.exists()
        assert not Progress.objects.filter(answered=True).exists()
        number += 1
    assert Sent.objects.count() == 3
    assert number > 3


# -------------------------------------------------------------------------------------------- once, and early
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_closers_at_once_close_it_once() -> None:
    people = around()
    round_ = opened(people)
    given = all_answer(people, round_)
    barrier, ended = threading.Barrier(4), []

    def act() -> None:
        try:
            barrier.wait()
            services.close(Round.objects.get(pk=round_.pk))
            ended.append(True)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 4
    round_.refresh_from_db()
    assert services.tallies(round_) == given
    assert [entry.verb for entry in audit.entries(people.leader.chain)] == ["round.opened", "round.closed"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_close_waits_for_an_answer_that_is_being_written_and_counts_it() -> None:
    people = few()
    round_ = opened(people)
    link = secrets_of(round_)[people.boss.pk]
    writing, ended = threading.Event(), []

    def linger(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "asking_sent"'):
            writing.set()
            threading.Event().wait(0.5)
        return execute(sql, params, many, context)

    def send() -> None:
        try:
            with connection.execute_wrapper(linger):
                services.answer(link, {"LL-S4": 3})
            ended.append("sent")
        finally:
            connections.close_all()

    thread = threading.Thread(target=send)
    thread.start()
    assert writing.wait(10)
    services.close(round_)
    ended.append("closed")
    thread.join()
    assert sorted(ended) == ["closed", "sent"]
    assert services.tallies(round_)["LL-S4", Source.BOSS] == Tally.of([3])


@pytest.mark.django_db(transaction=True)
def test_an_early_close_shuts_every_link_at_once() -> None:
    people = around()
    round_ = opened(people)
    links = secrets_of(round_)
    services.close(round_)
    for link in links.values():
        with pytest.raises(services.Closed):
            services.answer(link, {"LL-S4": 3})
        with pytest.raises(services.Closed):
            services.stop(link)
    for one in Invitation.objects.select_related("round"):
        with pytest.raises(services.Closed):
            services.link(one)


@pytest.mark.django_db(transaction=True)
def test_closing_a_closed_round_changes_nothing() -> None:
    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    services.close(round_)
    rows = list(Answer.objects.order_by("pk").values())
    services.close(Round.objects.get(pk=round_.pk))
    services.withdraw(Round.objects.get(pk=round_.pk))
    assert list(Answer.objects.order_by("pk").values()) == rows
    assert [entry.verb for entry in audit.entries(people.leader.chain)] == ["round.opened", "round.closed"]


@pytest.mark.django_db(transaction=True)
def test_what_is_over_is_closed_by_the_job_and_what_is_open_is_left() -> None:
    over, going = opened(around(), days=3), opened(around("Jorge Mela"), days=10)
    with clock.shifted(5 * DAY):
        jobs.run_periodic()
    over.refresh_from_db()
    going.refresh_from_db()
    assert over.settled
    assert not vault.exists(over.key_scope)
    assert going.closed_at is None
    assert vault.exists(going.key_scope)


@pytest.mark.django_db(transaction=True)
def test_one_round_that_cannot_be_closed_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, fine = opened(around(), days=3), opened(around("Jorge Mela"), days=3)
    write = closing._write_again

    def fails(round_: Round, *given: Any) -> None:
        if round_.pk == broken.pk:
            raise RuntimeError("Heron at the mill pond")
        write(round_, *given)

    monkeypatch.setattr(closing, "_write_again", fails)
    with clock.shifted(5 * DAY), pytest.raises(jobs.JobFailed) as failed:
        services.close_due()
    assert failed.value.code == "not_closed"
    assert Round.objects.get(closed_at__isnull=False).pk == fine.pk


def _taken_back(act: Callable[[], None]) -> None:
    """Do something in a transaction that is then rolled back."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_the_key_goes_only_with_its_commit() -> None:
    """What can still be taken back must not have destroyed anything."""
    people = around()
    round_ = opened(people)
    given = all_answer(people, round_)

    def close() -> None:
        services.close(round_)
        assert vault.exists(round_.key_scope)

    _taken_back(close)
    round_.refresh_from_db()
    assert selectors.is_open(round_)
    with transaction.atomic():
        services.close(round_)
        assert services.tallies(round_) == given
    assert not vault.exists(round_.key_scope)


# ------------------------------------------------------------------------------------------------ withdrawal
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_closes_every_link_in_its_own_transaction_and_deletes_what_was_sent() -> None:
    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    links = secrets_of(round_)
    sealed = [bytes(row.value) for row in Sent.objects.all()]
    assert sealed
    with transaction.atomic():
        services.withdraw_about(people.leader, actor=people.leader.chain)
        for link in links.values():
            with pytest.raises(services.Closed):
                services.answer(link, {"LL-S4": 3})
    assert not vault.exists(round_.key_scope)
    round_.refresh_from_db()
    assert round_.settled
    assert not Sent.objects.exists()
    assert not Answer.objects.exists()
    stored = everything_stored()
    assert not any(is_in(one, stored) for one in sealed)
    assert not Mail.objects.exists()
    assert not Progress.objects.exists()
    assert services.respondents(round_) == {}
    assert set(services.tallies(round_).values()) == {Tally()}
    assert [entry.verb for entry in audit.entries(people.leader.chain)] == ["round.opened", "round.withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_is_taken_back_leaves_everything_open() -> None:
    people = around()
    round_ = opened(people)
    links = secrets_of(round_)
    _taken_back(lambda: services.withdraw(round_))
    services.answer(links[people.boss.pk], {"LL-S4": 3})
    services.close(Round.objects.get(pk=round_.pk))
    assert services.tallies(Round.objects.get(pk=round_.pk))["LL-S4", Source.BOSS] == Tally.of([3])


@pytest.mark.django_db(transaction=True)
def test_a_mail_written_after_the_withdrawal_is_not_sent(mailoutbox: list[Any]) -> None:
    round_ = opened(around())
    invited = list(Mail.objects.values_list("pk", flat=True))
    services.withdraw(round_)
    jobs.run_all()
    assert len(invited) == 12
    assert mailoutbox == []


# ---------------------------------------------------------------------------------- the way out, and restores
@pytest.mark.django_db(transaction=True)
def test_erasing_the_leader_destroys_keys_and_rows() -> None:
    from hansei.web.common.asking.leaving import erase

    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    erase(people.leader)
    erase(people.leader)
    assert not vault.exists(round_.key_scope)
    assert not vault.exists(round_.answers_scope)
    for model in (Round, Invitation, Progress, Sent, Answer, Mail):
        assert not model.objects.exists()  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_erasing_somebody_who_was_asked_takes_their_open_answers_and_no_others() -> None:
    from hansei.web.common.asking.leaving import erase

    people = around()
    round_ = opened(people)
    given = all_answer(people, round_)
    erase(people.boss)
    services.close(round_)
    counted = services.tallies(round_)
    assert counted.pop(("LL-S4", Source.BOSS)) == Tally()
    given.pop(("LL-S4", Source.BOSS))
    assert counted == given
    assert not Invitation.objects.filter(person=people.boss).exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_out_names_nobody_around_and_no_rating() -> None:
    from hansei.web.common.asking.leaving import take_out

    people = around()
    all_answer(people, opened(people))
    said = str(take_out(people.leader))
    assert "LL-S4" in said
    for one in people.asked:
        assert one.person.name not in said
        assert str(one.person.pk) not in said
    said = str(take_out(people.boss))
    assert "'as': 'boss'" in said
    assert people.leader.name not in said
    assert take_out(person("Ada Ruiz")) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key_is_here", [False, True], ids=["elsewhere", "on the same machine"])
@pytest.mark.parametrize("days", [1, 15], ids=["in time", "when the time is over"])
def test_a_restored_round_that_was_open_is_stopped_before_it_is_served(key_is_here: bool, days: int) -> None:
    """A backup holds nothing that was sent in it: no link opens again, and no empty figures are made."""
    from hansei.web.common.people.leaving import carry_out

    people = around()
    round_ = opened(people)
    links = secrets_of(round_)
    all_answer(people, round_)
    as_a_backup_has_it()
    if not key_is_here:
        vault.destroy(round_.key_scope)
    with clock.shifted(days * DAY):
        assert carry_out(vault.erased_scopes()) == 0
        with pytest.raises(services.Closed):
            services.answer(links[people.boss.pk], {"LL-S4": 3})
    round_.refresh_from_db()
    assert round_.settled
    assert services.was_withdrawn(round_)
    assert not vault.exists(round_.key_scope)
    last = list(audit.entries(people.leader.chain))[-1]
    assert (last.verb, last.actor) == ("round.withdrawn", None)


@pytest.mark.django_db(transaction=True)
def test_a_restored_round_that_was_closed_keeps_what_was_sent() -> None:
    from hansei.web.common.people.leaving import carry_out

    people = around()
    round_ = opened(people)
    given = all_answer(people, round_)
    services.close(round_)
    as_a_backup_has_it()
    carry_out(vault.erased_scopes())
    round_.refresh_from_db()
    assert not services.was_withdrawn(round_)
    assert services.tallies(round_) == given


def as_a_backup_has_it() -> None:
    """Nothing is left of what `hansei backup` leaves out."""
    with connection.cursor() as cursor:
        for table in left_out():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.django_db(transaction=True)
def test_a_restored_round_that_was_erased_meanwhile_goes_again() -> None:
    from hansei.web.common.people.leaving import carry_out

    people = around()
    round_ = opened(people)
    all_answer(people, round_)
    vault.destroy(round_.answers_scope)
    assert carry_out(vault.erased_scopes()) > 0
    assert not Round.objects.filter(pk=round_.pk).exists()
    assert not Sent.objects.exists()
    assert Person.objects.filter(pk=people.leader.pk).exists()
