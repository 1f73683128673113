"""The interview desk."""
