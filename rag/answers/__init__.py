"""One module a kind of answer, and what all of them are made with."""
