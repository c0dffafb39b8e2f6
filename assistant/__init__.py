"""Accounts, people, posts and answers. Knows nothing of Slack."""
