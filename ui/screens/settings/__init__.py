"""Language, appearance, passphrases, people of this computer, and its health."""
