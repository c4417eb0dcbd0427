"""The order of the pages of a first look, worked out from what has been said so far.

A page is named by what it asks: "choose", "rate-<code>", "why-<code>" where the two numbers differ, "what",
"expect", "diary", "both", "end". One more, "titles", is reached from "diary" with a file and leads back.
"""

from hansei.web.steps.ready.look import Look, two_differ

CHOOSE, WHAT, EXPECT, DIARY, BOTH, END = "choose", "what", "expect", "diary", "both", "end"
#: What a calendar file holds, to be ticked. It stands beside the diary, whose number it helps to find.
TITLES = "titles"
RATE, WHY = "rate-", "why-"

#: The address at which a page is shown.
_ROUTES = {
    CHOOSE: "first_look",
    WHAT: "first_look_count",
    EXPECT: "first_look_count",
    DIARY: "first_look_count",
    TITLES: "first_look_count",
    BOTH: "first_look_count",
    END: "first_look_kept",
}


def pages(look: Look) -> list[str]:
    """All pages of this look in order, as far as they are known by now."""
    order = [CHOOSE]
    for code in look.chosen:
        order.append(f"{RATE}{code}")
        if two_differ(look.ratings.get(code)):
            order.append(f"{WHY}{code}")
    if look.chosen:
        order.append(WHAT)
        if look.what is not None:
            order.append(EXPECT)
            if look.expected is not None:
                order.append(DIARY)
                if look.counted is not None:
                    order.append(BOTH)
        order.append(END)
    return order


def after(look: Look, page: str) -> str:
    """The page that comes after `page`; the last one stays."""
    order = pages(look)
    return order[min(order.index(page) + 1, len(order) - 1)]


def before(look: Look, page: str) -> str:
    """The page that came before `page`; the first one stays."""
    order = pages(look)
    return order[max(order.index(page) - 1, 0)]


def first_open(look: Look) -> str:
    """Where to go on with a look of which some parts may be missing."""
    for code in look.chosen:
        if code not in look.ratings:
            return f"{RATE}{code}"
    if not look.chosen:
        return CHOOSE
    if look.what is None or look.counted is not None:
        return pages(look)[-1]
    return DIARY if look.expected is not None else EXPECT


def route_of(page: str) -> str:
    """Name of the address at which `page` is shown."""
    return _ROUTES.get(page, "first_look_rate")


def sends_to(look: Look, page: str) -> str:
    """Name of the address to which `page` sends its answer: that of the page which as a rule comes next.

    Which page comes is decided by the answer. One exception cannot be known beforehand: after the last
    behaviour, the counting is shown at the address of the rating if there is nothing to ask in between.
    """
    if page == CHOOSE:
        return "first_look_rate"
    if page in (WHAT, EXPECT, DIARY, TITLES) or page.startswith(RATE):
        return route_of(page)
    return route_of(after(look, page))


def code_of(page: str) -> str:
    """The behaviour that a page is about; nothing for other pages."""
    for kind in (RATE, WHY):
        if page.startswith(kind):
            return page.removeprefix(kind)
    return ""


def kind_of(page: str) -> str:
    """What kind of page it is, whatever behaviour it is about: the name of its template."""
    return page.partition("-")[0]
