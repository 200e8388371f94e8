"""A portal for people who report corruption and for those who look into it."""
