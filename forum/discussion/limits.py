"""How often one person may write; repeats of the same submission count nothing."""

from forum.foundation.ratelimit import Limit

POSTING = Limit("posting", burst=10, seconds=5)
PREVIEWS = Limit("previews", burst=30, seconds=1)
