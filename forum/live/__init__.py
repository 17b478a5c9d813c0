"""What happens during a visit, in its room: what is on, who has the word, questions, polls, interpretation,
attendance, video."""
