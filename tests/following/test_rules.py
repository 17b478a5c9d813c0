"""What is new to somebody: numbers and moments, without a store."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.following.rules import NEW_FOR, Level, Since, known_level, new_since, unread, visit_since
from forum.foundation.errors import Refused

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "before", "since"),
    [
        (None, None, None),
        (NOW - DAY, None, NOW - DAY),
        (NOW - DAY, NOW - 3 * DAY, NOW - DAY),
        (NOW - HOUR / 2, NOW - 3 * DAY, NOW - 3 * DAY),
        (NOW - HOUR / 2, None, None),
    ],
)
def test_a_visit_goes_on_until_somebody_was_away_for_an_hour(
    last: datetime | None, before: datetime | None, since: datetime | None
) -> None:
    assert visit_since(NOW, last_at=last, before_at=before) == since


def test_what_nobody_looked_at_for_long_or_was_there_before_is_not_new() -> None:
    old = new_since(NOW, joined_at=NOW - 100 * DAY, marked_at=None)
    assert old == Since(NOW - NEW_FOR, None)
    assert new_since(NOW, joined_at=NOW - DAY, marked_at=None).unopened == NOW - DAY
    assert new_since(NOW, joined_at=NOW - 100 * DAY, marked_at=NOW - HOUR) == Since(NOW - HOUR, NOW - HOUR)


@pytest.mark.parametrize(
    ("read", "marked", "new"),
    [(None, None, 7), (None, NOW, 0), (3, None, 4), (3, NOW, 0), (6, None, 0), (7, None, 0)],
)
def test_new_posts_are_the_head_less_what_was_read(read: int | None, marked: datetime | None, new: int) -> None:
    """Number 7 was withdrawn: who has read 6 has read all there is."""
    since = new_since(NOW, joined_at=NOW - 100 * DAY, marked_at=marked)
    assert unread(head=7, last_number=6, bumped_at=NOW - HOUR, read=read, since=since) == new


def test_only_four_levels_are_known() -> None:
    assert [known_level(level) for level in ("watch", "track", "normal", "mute")] == list(Level)
    for wrong in ("", "WATCH", None, 3):
        with pytest.raises(Refused, match="level_unknown"):
            known_level(wrong)
