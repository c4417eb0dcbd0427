"""Who is asking, where the policy has made sure that somebody is signed in."""

from django.http import HttpRequest

from hansei.web.common.people.models import Person


def me(request: HttpRequest) -> Person:
    """The person of this request. Only for views whose action needs somebody to be signed in."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("nobody is signed in")
    return person
