"""How often one person may do something in a visit's room; repeats of the same submission count nothing."""

from forum.foundation.ratelimit import Limit

ASKING = Limit("live.asking", burst=3, seconds=20)
WRITING = Limit("live.writing", burst=20, seconds=1)
# A code of six digits is not to be guessed.
CODES = Limit("live.codes", burst=5, seconds=120)
VOTING = Limit("live.voting", burst=30, seconds=1)
