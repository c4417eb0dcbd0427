"""What the database itself refuses: changing what is locked, and seeing before it is."""

from hansei.web.ground.audit.guards import guard

_CHANGED_ANYWAY = "OLD.locked_at IS NOT NULL"

guard(
    "locked_prediction",
    "mirror_prediction",
    message="a locked prediction is not changed",
    on=("update",),
    sqlite=_CHANGED_ANYWAY,
    postgres=_CHANGED_ANYWAY,
)
_SELF_CHANGED = (
    "OLD.locked_at IS NOT NULL AND "
    "(NEW.locked_at IS {differs} OLD.locked_at OR NEW.sealed_self IS {differs} OLD.sealed_self)"
)
guard(
    "locked_self_rating",
    "mirror_behaviour",
    message="a locked rating is not changed",
    on=("update",),
    sqlite=_SELF_CHANGED.format(differs="NOT"),
    postgres=_SELF_CHANGED.format(differs="DISTINCT FROM"),
)
_UNLOCKED = (
    "NOT EXISTS (SELECT 1 FROM mirror_prediction p"
    " WHERE p.id = NEW.prediction_id AND p.locked_at IS NOT NULL)"
)
guard(
    "reveal_needs_a_locked_prediction",
    "mirror_reveal",
    message="nothing is seen before it is expected",
    on=("insert", "update"),
    sqlite=_UNLOCKED,
    postgres=_UNLOCKED,
)
# A deleted expectation must not come back with another value, and none may be added once people are asked.
_LOCKED_ALREADY = (
    "EXISTS (SELECT 1 FROM mirror_behaviour b WHERE b.id = NEW.behaviour_id AND b.locked_at IS NOT NULL)"
)
guard(
    "nothing_expected_after_the_lock",
    "mirror_prediction",
    message="what is locked gets no other expectation",
    on=("insert",),
    sqlite=_LOCKED_ALREADY,
    postgres=_LOCKED_ALREADY,
)
