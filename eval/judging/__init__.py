"""People judge answers, blind: rounds of answers, their judgements, agreement among people and with the metrics."""
