"""Addresses of conversations, methods and craft."""

from django.urls import path

from hansei.web.steps.conversations import craft_views as craft
from hansei.web.steps.conversations import holding_views as holding
from hansei.web.steps.conversations import views
from hansei.web.steps.conversations import writing_views as writing

_OF = "coaching/<uuid:engagement_id>/conversations"
_HERE = "conversations/<uuid:conversation_id>"
_STAGE = f"{_HERE}/stage/<int:number>"
_NOTE = "conversations/notes/<uuid:note_id>"

urlpatterns = [
    path(f"{_OF}/", views.conversations, name="conversations"),
    path(f"{_OF}/next/", views.plan, name="conversation_plan"),
    path(f"{_HERE}/", views.conversation, name="conversation"),
    path(f"{_HERE}/change/", views.change, name="conversation_change"),
    path(f"{_HERE}/call-off/", views.call_off, name="conversation_call_off"),
    path(f"{_HERE}/appointment.ics", views.calendar, name="conversation_calendar"),
    path(f"{_HERE}/begin/", holding.begin, name="conversation_begin"),
    path(f"{_HERE}/end/", holding.end, name="conversation_end"),
    path(f"{_HERE}/first/", holding.named_first, name="named_first"),
    path(f"{_STAGE}/", holding.stage, name="conversation_stage"),
    path(f"{_STAGE}/go/", holding.go, name="conversation_go"),
    path(f"{_STAGE}/circle/", holding.circle, name="conversation_circle"),
    path(f"{_HERE}/write/", writing.write_own, name="write_own_note"),
    path(f"{_HERE}/write/both/", writing.write_shared, name="write_shared_note"),
    path(f"{_HERE}/found-out/", writing.found_out, name="found_out"),
    path(f"{_HERE}/found-out/open/", writing.open_found_out, name="open_found_out"),
    path(f"{_HERE}/found-out/close/", writing.close_found_out, name="close_found_out"),
    path(f"{_HERE}/found-out/erase/", writing.drop_found_out, name="drop_found_out"),
    path(f"{_NOTE}/", writing.note, name="conversation_note"),
    path(f"{_NOTE}/withdraw/", writing.withdraw, name="withdraw_note"),
    path("conversations/notes/", writing.own_notes, name="own_notes"),
    path("methods/", craft.all_methods, name="methods"),
    path("methods/<slug:method_id>/", craft.method, name="method"),
    path("craft/", craft.craft, name="craft"),
    path("craft/<slug:page_id>/", craft.craft_page, name="craft_page"),
]
