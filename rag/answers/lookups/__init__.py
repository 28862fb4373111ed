"""Look-ups: passages that are read and weighed, the sentence that answers, verdicts on claims, and where it stands."""
