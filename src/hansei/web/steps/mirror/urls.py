"""Addresses of looking and seeing."""

from django.urls import path

from hansei.web.steps.mirror import again_views as again
from hansei.web.steps.mirror import choose_views as choosing
from hansei.web.steps.mirror import finding_views as findings
from hansei.web.steps.mirror import mirror_views as mirrors
from hansei.web.steps.mirror import plan_views as plan
from hansei.web.steps.mirror import see_views as seeing
from hansei.web.steps.mirror import taking
from hansei.web.steps.mirror import thanks_views as thanks

_HERE = "mirror/<uuid:mirror_id>"
_ONE = "mirror/behaviour/<uuid:behaviour_id>"
_FINDING = "mirror/findings/<uuid:finding_id>"

urlpatterns = [
    path("mirror/", mirrors.mirrors, name="mirrors"),
    path("mirror/start/", mirrors.start, name="mirror_start"),
    path("mirror/findings/", findings.findings, name="findings"),
    path(f"{_HERE}/", mirrors.mirror, name="mirror"),
    path(f"{_HERE}/choose/", plan.choose, name="mirror_choose"),
    path(f"{_HERE}/find/", choosing.find, name="mirror_find"),
    path(f"{_HERE}/own/", choosing.write_own, name="mirror_own"),
    path("mirror/own/", choosing.own_behaviours, name="own_behaviours"),
    path(f"{_HERE}/people/", plan.people_around, name="mirror_people"),
    path(f"{_HERE}/people/add/", plan.add_person, name="mirror_add_person"),
    path(f"{_HERE}/outlook/", plan.outlook, name="mirror_outlook"),
    path(f"{_HERE}/lock/", plan.lock, name="mirror_lock"),
    path(f"{_HERE}/call-off/", plan.call_off, name="mirror_call_off"),
    path(f"{_HERE}/again/", again.look_again, name="mirror_again"),
    path(f"{_HERE}/leave-out/", again.leave_out, name="mirror_leave_out"),
    path(f"{_HERE}/leaves-you/", seeing.feeling, name="mirror_feeling"),
    path(f"{_HERE}/leaves-you/kept/", seeing.feeling_kept, name="mirror_feeling_kept"),
    path(f"{_HERE}/thanks/", thanks.thanks, name="mirror_thanks"),
    path(f"{_HERE}/thanks/close/", thanks.close, name="mirror_thanks_close"),
    path(f"{_HERE}/pdf/", taking.take, name="mirror_pdf"),
    path("n/<str:secret>/", thanks.note, name="thanks_note"),
    path(f"{_ONE}/expect/", plan.expect, name="mirror_expect"),
    path(f"{_ONE}/", seeing.see, name="see"),
    path(f"{_ONE}/open/", seeing.open_behaviour, name="see_open"),
    path(f"{_ONE}/occasions/", seeing.occasion, name="see_occasion"),
    path(f"{_ONE}/more/", again.ask_more, name="mirror_more"),
    path(f"{_ONE}/around/", seeing.around, name="mirror_around"),
    path(f"{_FINDING}/", findings.finding, name="finding"),
    path(f"{_FINDING}/change/", findings.change, name="finding_change"),
    path(f"{_FINDING}/try/", findings.try_out, name="try_finding"),
    path(f"{_FINDING}/open/", findings.open_to_coach, name="finding_open"),
    path(f"{_FINDING}/close/", findings.take_back, name="finding_close"),
]
