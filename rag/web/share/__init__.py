"""The page for a class: on the local network for those who have the join code, for the laptop's owner as ever."""
