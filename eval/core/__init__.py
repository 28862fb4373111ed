"""The evaluation itself: questions, metrics, statistics, the loop. Touches only the files that it is given."""
