"""Everything that speaks Slack, and nothing else."""
