"""A question in a language that the document is not in, read by its frame words and asked again in the document's."""
