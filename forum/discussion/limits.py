"""How often one person may write; repeats of the same submission count nothing."""

from forum.foundation.ratelimit import Limit

POSTING = Limit("posting", burst=10, seconds=5)
REACTING = Limit("reacting", burst=30, seconds=1)
# One asks while typing: twice a second for as long as one likes.
COMPLETIONS = Limit("completions", burst=30, seconds=0.5)
PREVIEWS = Limit("previews", burst=30, seconds=1)
DRAFTS = Limit("drafts", burst=30, seconds=2)
