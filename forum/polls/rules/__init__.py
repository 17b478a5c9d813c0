"""What holds for polls, whoever asks. All of it is pure."""
