"""The benchmarks: each figure beside its target and the limit of the machine, in one run."""
