"""What holds for records, whoever asks. All of it is pure."""
