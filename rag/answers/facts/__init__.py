"""Facts of the document itself, told by its digest and structure: what it is, how many it has of what, its terms."""
