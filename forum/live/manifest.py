"""What live adds."""

from forum.foundation.capability import Capability
from forum.live.api import questions as api_questions
from forum.live.api import stage as api_stage
from forum.live.pages import attendance, channels, polls, questions, room, stage, video
from forum.live.refusals import REFUSALS

capability = Capability(
    name="live",
    pages=(
        room.room,
        room.live,
        questions.questions,
        questions.ask,
        questions.vote,
        questions.decide,
        questions.merge,
        questions.withdraw,
        stage.move,
        stage.word,
        stage.pause,
        polls.new_poll,
        polls.open_poll,
        polls.poll,
        polls.vote,
        polls.close_poll,
        channels.channel,
        channels.live,
        channels.name,
        channels.write,
        channels.withdraw,
        attendance.present,
        attendance.attendance,
        attendance.enter_code,
        attendance.renew_code,
        video.video,
        video.choose,
    ),
    api=(
        api_stage.stage,
        api_stage.move,
        api_stage.give_word,
        api_stage.end_word,
        api_stage.pause,
        api_stage.go_on,
        api_questions.questions,
        api_questions.ask,
        api_questions.vote,
        api_questions.take_vote_back,
        api_questions.decide,
        api_questions.merge,
        api_questions.withdraw,
    ),
    refusals=REFUSALS,
)
