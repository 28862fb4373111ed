"""Questions of kinds: their schema, the rule of each kind, what went wrong, the report."""
