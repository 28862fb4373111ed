"""Whether the document answers a question: features, two probabilities, one decision."""
