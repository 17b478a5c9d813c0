"""What live adds."""

from forum.foundation.capability import Capability
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
    refusals=REFUSALS,
)
