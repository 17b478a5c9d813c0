"""The pages of visits, by what is done on them."""
