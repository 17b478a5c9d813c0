"""What files adds."""

from datetime import timedelta

from forum.files import api, jobs, pages
from forum.files.refusals import REFUSALS
from forum.foundation.capability import Capability, Job

capability = Capability(
    name="files",
    api=(api.bring, api.facts, api.forget),
    routes=(pages.whole, pages.small),
    jobs=(Job("files.sweep", timedelta(hours=1), jobs.sweep),),
    refusals=REFUSALS,
)
