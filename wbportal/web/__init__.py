"""By request: one package per audience, and what surrounds every request."""
