"""Writing down: notes of three kinds, and what the leader found out."""

from django.db import IntegrityError, transaction
from django.db.models import F

from hansei.core import clock
from hansei.core.conversation import NoteKind, Stand
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.conversations.models import Conversation, FoundOut, Note
from hansei.web.steps.conversations.selectors import OpenNote, at, found_out, kinds_for, open_note, scope_of
from hansei.web.steps.conversations.services import held as locked

audit.register(
    "note.written", "note.changed", "note.withdrawn",
    "found_out.written", "found_out.changed", "found_out.dropped",
)  # fmt: skip


# --------------------------------------------------------------------------------------------------- notes
def write(conversation: Conversation, author: Person, *, kind: str, words: str, stage: str = "") -> Note:
    """Write something down, for oneself or for both. Nobody writes a note of the other's own kind."""
    if kind not in kinds_for(conversation, author) or not words.strip():
        raise NotPossible("This is written by somebody else.")
    if kind == NoteKind.LEADER:
        vault.ensure(author.private_scope, "person")
    note = Note(conversation=conversation, author=author, kind=kind, stage=stage, written_at=clock.now())
    note.sealed = vault.seal(scope_of(conversation, kind), words, at=at("Note", "sealed", note.pk))
    with transaction.atomic():
        locked(conversation)
        note.save(force_insert=True)
        _record(note, "note.written")
    return note


def change(note: Note, by: Person, *, read_at: int, words: str) -> None:
    """Change one's own entry; nobody changes another's. Stale when it changed meanwhile."""
    if note.author_id != by.pk or not words.strip():
        raise NotPossible("An entry is changed by its author.")
    conversation = note.conversation
    sealed = vault.seal(scope_of(conversation, note.kind), words, at=at("Note", "sealed", note.pk))
    with transaction.atomic():
        locked(conversation)
        changed = Note.objects.filter(pk=note.pk, version=read_at).update(
            sealed=sealed, version=F("version") + 1
        )
        if not changed:
            now = Note.objects.filter(pk=note.pk).first()
            if now is not None and open_note(conversation, now) == words:
                return  # sent twice
            raise Stale
        _record(note, "note.changed")


def withdraw(note: Note, by: Person) -> None:
    """Take one's own entry back, also while it is paused or has ended."""
    if note.author_id != by.pk:
        raise NotPossible("An entry is withdrawn by its author.")
    with transaction.atomic():
        _record(note, "note.withdrawn")
        note.delete()


def record_readings(conversation: Conversation, reader: Person, shown: list[OpenNote]) -> None:
    """That somebody was shown entries of the other, in the other's chain: they see it under Who looked."""
    others = [note.row for note in shown if note.row.author_id != reader.pk]
    if others:
        releases.record_readings(
            others[0].author, reader, kind="conversation_note", refs=[note.pk for note in others]
        )


# ----------------------------------------------------------------------------------- what did you find out?
def write_found_out(conversation: Conversation, leader: Person, *, words: str, read_at: int) -> FoundOut:
    """The leader's answer, in their own words; `read_at` 0 for none yet. A copy that was opened stays as it
    was. Stale when it changed meanwhile, NotPossible before the conversation was held."""
    if conversation.engagement.leader_id != leader.pk or not words.strip():
        raise NotPossible("This is asked of the leader.")
    vault.ensure(leader.private_scope, "person")
    with transaction.atomic():
        locked(conversation, only=Stand.HELD)
        held = found_out(conversation)
        if held is not None and held[0].version != read_at:
            if held[1] == words:
                return held[0]
            raise Stale
        if held is None and read_at:
            raise Stale
        row = held[0] if held else FoundOut(conversation=conversation, leader=leader)
        row.version += 1 if held else 0
        row.written_on = row.written_on if held else clock.now().date()
        row.sealed = vault.seal(leader.private_scope, words, at=at("FoundOut", "sealed", row.pk))
        try:
            row.save(force_insert=held is None)
        except IntegrityError:
            raise Stale from None
        verb = "found_out.changed" if held else "found_out.written"
        audit.record(leader.chain, verb, actor=leader.chain, subject="found_out", subject_id=row.pk)
    return row


def drop_found_out(conversation: Conversation, leader: Person) -> None:
    """Erase the answer and what was opened of it."""
    row = FoundOut.objects.filter(conversation=conversation, leader=leader).first()
    if row is None:
        return
    with transaction.atomic():
        close_found_out(conversation, row)
        audit.record(
            leader.chain, "found_out.dropped", actor=leader.chain, subject="found_out", subject_id=row.pk
        )
        row.delete()


def open_found_out(conversation: Conversation) -> None:
    """The leader opens it to the coach, as it is now. NotPossible unless the agreement holds."""
    held = found_out(conversation)
    if held is None:
        raise NotPossible("Nothing is written yet.")
    engagements.open_to_coach(
        conversation.engagement, kind="found_out", ref=held[0].pk, payload={"words": held[1]}
    )


def close_found_out(conversation: Conversation, row: FoundOut) -> None:
    """Take it back, as easily as it was opened."""
    engagements.close_to_coach(conversation.engagement, kind="found_out", ref=row.pk)


# ------------------------------------------------------------------------------------------------- inside
def _record(note: Note, verb: str) -> None:
    """Shared entries stand in the engagement's chain, one's own in one's own."""
    author = note.author
    chain = note.conversation.engagement_id if note.kind == NoteKind.SHARED else author.chain
    audit.record(chain, verb, actor=author.chain, subject="note", subject_id=note.pk)
