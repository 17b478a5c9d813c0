"""The pages of records, by what is done on them."""
