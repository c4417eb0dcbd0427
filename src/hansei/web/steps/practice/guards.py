"""What the database itself refuses: another expectation once it is locked, and an outcome before."""

from hansei.web.ground.audit.guards import guard

_CHANGED = (
    "OLD.locked_at IS NOT NULL AND (NEW.id IS {differs} OLD.id OR NEW.leader_id IS {differs} OLD.leader_id"
    " OR NEW.locked_at IS {differs} OLD.locked_at OR NEW.sealed IS {differs} OLD.sealed"
    " OR NEW.due IS {differs} OLD.due OR NEW.about IS {differs} OLD.about"
    " OR NEW.about_kind IS {differs} OLD.about_kind)"
)
guard(
    "locked_expectation_of_a_trial",
    "practice_trial",
    message="a locked expectation is not changed",
    on=("update",),
    sqlite=_CHANGED.format(differs="NOT"),
    postgres=_CHANGED.format(differs="DISTINCT FROM"),
)
# INSERT OR REPLACE takes the locked row away without asking the guard above; PostgreSQL has no such thing.
guard(
    "locked_trial_is_not_replaced",
    "practice_trial",
    message="a locked expectation is not changed",
    on=("insert",),
    sqlite="EXISTS (SELECT 1 FROM practice_trial t WHERE t.id = NEW.id AND t.locked_at IS NOT NULL)",
    postgres=None,
)
_UNLOCKED = (
    "NOT EXISTS (SELECT 1 FROM practice_trial t WHERE t.id = NEW.trial_id AND t.locked_at IS NOT NULL)"
)
guard(
    "outcome_needs_a_locked_expectation",
    "practice_outcome",
    message="what happened is written after the expectation is locked",
    on=("insert", "update"),
    sqlite=_UNLOCKED,
    postgres=_UNLOCKED,
)
