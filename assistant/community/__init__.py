"""Nouns and pure rules: nothing here awaits, reads a clock or touches a network."""
