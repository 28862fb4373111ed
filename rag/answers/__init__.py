"""Answers, a module for each kind of question, in folders by what they show, and the registry of the kinds."""
