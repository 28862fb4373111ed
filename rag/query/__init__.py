"""What a question asks: the sections that it names, the turn that it leans on, whether it joins two points."""
