"""What is published of a visit."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation import markdown
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import LOCALES, in_language
from forum.records.actions import report as actions
from forum.records.queries import report as queries
from forum.records.queries.report import ReportView
from forum.records.rules.report import MAX_SUMMARY, ReportDraft
from forum.visits.addresses import visit_id
from forum.visits.queries import VisitView
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

SUMMARY_LENGTH = 160


@get("/visits/{key:str}/report", opt={"public": True})
async def report(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    found = await queries.published(db, visit_id(key), viewer, services.clock.now())
    if f"/visits/{key}" != found.visit.path:
        return redirect(request, f"/{locale}{found.visit.path}/report")
    html, lang = in_language(dict(found.report.summary_html), locale, original=found.report.original)
    return page(
        request, "records/report.html", found=found, visit=found.visit, html=html, html_lang=lang,
        may_edit=found.visit.may_edit(viewer), short=markdown.plain(html, limit=SUMMARY_LENGTH),
    )  # fmt: skip


@get("/visits/{key:str}/report/edit", guards=[may_write])
async def edit(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.published(db, visit_id(key), viewer, services.clock.now())
    if not found.visit.may_edit(viewer):
        raise Refused("not_allowed")
    return _form_page(request, found.visit, _filled(found.report), found.report)


@post("/visits/{key:str}/report/edit", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def change(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await queries.published(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        await actions.save_report(work, found.visit.id, viewer, _draft(form), version=form.number("version"))
    if form.code == "edit_conflict":
        # What was typed is kept beside what somebody else saved; saving again is a decision between them.
        form.values["version"] = str(found.report.version)
    if form.failed:
        return _form_page(request, found.visit, form, found.report)
    return redirect(request, f"/{locale}{found.visit.path}/report", notice=N_("The report is saved."))


def _draft(form: Form) -> ReportDraft:
    summary = {code: form.text(f"summary_{code}") for code in LOCALES if form.text(f"summary_{code}").strip()}
    return ReportDraft(summary=summary, original=form.text("original"), recording_url=form.text("recording_url"))


def _filled(report: ReportView) -> Form:
    texts = {f"summary_{code}": text for code, text in report.summary.items()}
    return Form(
        {
            "version": str(report.version), "original": report.original, "recording_url": report.recording_url, **texts,
        }
    )  # fmt: skip


def _form_page(request: MostyRequest, visit: VisitView, form: Form, report: ReportView) -> Response[bytes]:
    return page(request, "records/edit_report.html", form=form, visit=visit, report=report, limit=MAX_SUMMARY)
