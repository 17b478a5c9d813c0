"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "thread_closed": Refusal(403, N_("This thread is closed; it takes no more replies.")),
    "draft_posted": Refusal(409, N_("This text is posted already.")),
    "too_many_drafts": Refusal(422, N_("Too many drafts (most: %(limit)s). Post or delete some first.")),
    "newcomer_threads": Refusal(
        429, N_("On your first day you can open %(limit)s threads. You can open more from %(until)s.")
    ),
    "newcomer_replies": Refusal(
        429, N_("On your first day you can write %(limit)s replies. You can write more from %(until)s.")
    ),
    "newcomer_links": Refusal(
        422, N_("On your first day a text carries at most %(limit)s links. Please take some out.")
    ),
    "newcomer_pictures": Refusal(
        422, N_("On your first day your texts carry no pictures. Please take them out; tomorrow you can add them.")
    ),
    "edit_held": Refusal(
        403, N_("Until %(until)s a moderator reads what newcomers write here; what stands already cannot be changed.")
    ),
    "held_decided": Refusal(409, N_("Somebody has already decided about this text.")),
    "held_place_gone": Refusal(409, N_("The thread of this text cannot be read any more. You can refuse it.")),
    "not_a_question": Refusal(409, N_("People vote for questions only, in threads that collect them.")),
    "own_question": Refusal(403, N_("One votes for the questions of others.")),
    "thread_is_slow": Refusal(429, N_("This thread is in slow mode. You can write here again %(wait)s.")),
    "closing_invalid": Refusal(422, N_("Please give a day and time that are still to come.")),
    "board_unknown": Refusal(422, N_("There is no such board.")),
    "thread_unknown": Refusal(422, N_("There is no such thread. Please copy its address.")),
    "merge_two_polls": Refusal(422, N_("Both threads have a poll, and a thread can have one only.")),
    "merge_same": Refusal(422, N_("A thread cannot be merged into itself.")),
    "thread_is_hidden": Refusal(422, N_("The thread is hidden. Please show it again first.")),
    "split_nothing": Refusal(422, N_("Please choose at least one post.")),
    "split_opening": Refusal(422, N_("The first post stays where it is: it opens the thread.")),
    "split_too_many": Refusal(422, N_("At most %(limit)s posts can be split off at a time.")),
    "split_gone": Refusal(422, N_("One of these posts cannot be read any more, or stands elsewhere.")),
    "not_opener": Refusal(403, N_("Only who opened the thread and moderators say which reply answers it.")),
    "answers_itself": Refusal(422, N_("A thread is answered by a reply, not by its first post.")),
    "own_post": Refusal(403, N_("One reacts to the posts of others.")),
    "reply_to_unknown": Refusal(422, N_("The post you answer is not in this thread any more.")),
    "slug_invalid": Refusal(422, N_("An address has small Latin letters, digits and single hyphens only.")),
    "too_many_tags": Refusal(422, N_("A thread carries at most %(limit)s tags.")),
    "tag_unknown": Refusal(422, N_("One of these tags is not offered any more. Please choose again.")),
    "tag_taken": Refusal(409, N_("There is already a tag under that address, with other names.")),
    "slug_taken": Refusal(409, N_("There is already a board under that address.")),
}
