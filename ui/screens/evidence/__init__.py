"""Evidence: files taken in, looked at, described, and handed on."""
