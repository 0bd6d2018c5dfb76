"""Benchmarks: what the conversion costs, measured against a yardstick in the same run."""
