"""What happens by the clock; `schedule` is the one table of it."""
