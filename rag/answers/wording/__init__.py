"""How a part of a text is shown: its sentences, shortened or cut out, never reworded."""
