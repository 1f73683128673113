"""Every kind that has no screen of its own: standard ledger and standard form."""
