"""Deeds: one function per thing people do here, free of HTTP and of globals."""
