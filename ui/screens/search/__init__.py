"""Full-text search over everything that is not sealed."""
