"""Benchmarks: ratios against baselines, in one run."""
