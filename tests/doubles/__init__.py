"""Servers of ours that stand in for others'; each cites what it imitates."""
