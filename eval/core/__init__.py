"""The evaluation itself: questions, metrics, intervals, the loop; pure but for the files that it is given."""
