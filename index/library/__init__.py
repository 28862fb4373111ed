"""The documents of this machine's user: each a folder of the data folder, named by the hash of its text."""
