"""Two leaders with an objective each, one of whom erases everything: told by programs in an installation."""

from __future__ import annotations

import json
import uuid

from tests.cli.installation import Installation

CANARY = "Heron at the mill pond, twenty to six"
ROUND = uuid.UUID(int=4711)

SEED = f"""
import json, uuid
from django.contrib.sessions.models import Session
from django.utils import timezone
from hansei.web.common.engagements import services
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
leader = Person.objects.create_user('mo@example.org', name='Mo Weir', is_leader=True)
other = Person.objects.create_user('ko@example.org', name='Ko Weir', is_leader=True)
rows = [
    services.write_objective(one, words={CANARY!r}, focus='leading_lean', direction='self')
    for one in (leader, other)
]
vault.ensure(uuid.{ROUND!r}, 'round')
Session.objects.create(session_key='k' * 32, session_data='x', expire_date=timezone.now())
print(json.dumps(dict(
    scope=leader.private_scope.hex, row=rows[0].pk.hex, sealed=bytes(rows[0].sealed).hex()
)))
"""
ERASE = """
from hansei.web.common.people.models import Person
from hansei.web.outward.leave import services
services.erase(Person.objects.get(email='mo@example.org'))
"""
LOOK = """
import json, uuid
from hansei.web.common.engagements import selectors
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
def words(who):
    found = selectors.objectives(Person.objects.get(email=f'{who}@example.org'))
    return [one.words for one in found]
scope, row, sealed = uuid.UUID('%(scope)s'), uuid.UUID('%(row)s'), bytes.fromhex('%(sealed)s')
try:
    opened = vault.open_(scope, sealed, at=selectors.objective_at(row))
except vault.KeyGone:
    opened = 'gone'
print(json.dumps({'mo': words('mo'), 'ko': words('ko'), 'opened': opened}))
"""
#: What an installation shows in which nothing was erased, and one in which Mo was.
ALL = {"mo": [CANARY], "ko": [CANARY], "opened": CANARY}
ERASED = {"mo": [], "ko": [CANARY], "opened": "gone"}


def look(installation: Installation, facts: dict[str, str]) -> dict[str, object]:
    """What the two leaders find, and whether Mo's sealed words (from the backup) can still be opened."""
    found: dict[str, object] = json.loads(installation.python(LOOK % facts))
    return found
