"""Own questions from sheets: columns, cells, rows, and what is wrong with them."""
