"""Today: where the task stands and what to do."""
