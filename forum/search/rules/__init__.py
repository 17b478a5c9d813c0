"""What holds for searching, whatever is stored: questions, filters, words, snippets."""
