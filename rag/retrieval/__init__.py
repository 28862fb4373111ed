"""From a question to passages: lexical overlap and similarities, and a ranker that weighs them."""
