"""Links and answer tokens, both derived from the round's key, so that without it neither leads anywhere."""

import base64
import hashlib

from hansei.web.common.asking.models import Invitation, Round
from hansei.web.ground.vault import services as vault


def secret_of(round_: Round, invitation: Invitation, keys: vault.Keys | None = None) -> str:
    """The secret of an invitation's link: 43 letters, digits, - and _. Raises KeyGone after the close."""
    held = keys or vault.look_up(round_.key_scope)
    derived = held.derive(round_.key_scope, "link", invitation.pk.bytes)
    return base64.urlsafe_b64encode(derived).decode("ascii").rstrip("=")


def hash_of(secret: str) -> str:
    """What is stored of a link. The secret has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(round_: Round, invitation: Invitation, keys: vault.Keys | None = None) -> bytes:
    """Under what an invitation's answers lie until the close. Raises KeyGone after it."""
    held = keys or vault.look_up(round_.key_scope)
    return held.derive(round_.key_scope, "answer", invitation.pk.bytes)


def place_of(token: bytes, item_id: int) -> str:
    """Where a sealed rating stands. It carries the token, so that no row's value opens in another row."""
    return f"asking.Answer.value:{token.hex()}:{item_id}"


def words_place(token: bytes, item_id: int) -> str:
    """Where sealed words stand, as place_of for a rating."""
    return f"asking.GivenWords.value:{token.hex()}:{item_id}"


def wording_place(round_: Round, ref: str) -> str:
    """Where the leader's own wording of an item stands."""
    return f"asking.RoundItem.wording:{round_.pk}:{ref}"
