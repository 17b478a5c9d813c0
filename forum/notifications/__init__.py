"""What people are told of: answers, quotes, mentions, and what is new where they follow."""
