"""Keys and sealed bytes: every cipher, signature and stretched secret of the portal."""
