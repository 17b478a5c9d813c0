"""What search adds. Its page and its API stand in home, which knows what boards are called."""

from datetime import timedelta

from forum.foundation.capability import Capability, Job
from forum.search import jobs
from forum.search.refusals import REFUSALS

capability = Capability(
    name="search",
    # Nobody has to wake it: the look for something to do is one indexed read.
    jobs=(Job("search", timedelta(seconds=1), jobs.index_waiting),),
    refusals=REFUSALS,
)
