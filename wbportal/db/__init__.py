"""Rows: typed models with their queries beside them; holds ciphertext and cannot decrypt."""
