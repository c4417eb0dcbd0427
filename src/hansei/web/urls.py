"""Every address of the product. Each app brings its own."""

from django.urls import include, path

handler400 = "hansei.web.ground.policy.errors.bad_request"
handler403 = "hansei.web.ground.policy.errors.permission_denied"
handler404 = "hansei.web.ground.policy.errors.not_found"
handler500 = "hansei.web.ground.policy.errors.server_error"

urlpatterns = [
    path("", include("hansei.web.ground.ui.urls")),
    path("", include("hansei.web.common.people.urls")),
    path("", include("hansei.web.common.bench.urls")),
    path("", include("hansei.web.common.engagements.urls")),
    path("", include("hansei.web.common.asking.urls")),
    path("", include("hansei.web.steps.ready.urls")),
    path("", include("hansei.web.steps.choose.urls")),
    path("", include("hansei.web.steps.mirror.urls")),
    path("", include("hansei.web.steps.practice.urls")),
    path("", include("hansei.web.steps.conversations.urls")),
    path("", include("hansei.web.steps.talk.urls")),
    path("", include("hansei.web.steps.dojo.urls")),
    path("", include("hansei.web.steps.pulse.urls")),
    path("", include("hansei.web.steps.chain.urls")),
    path("", include("hansei.web.outward.sponsor.urls")),
    path("", include("hansei.web.outward.stewardship.urls")),
    path("", include("hansei.web.outward.leave.urls")),
    path("", include("hansei.web.outward.demo.urls")),
    path("sign-in/", include("allauth.account.urls")),
]
