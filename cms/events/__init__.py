"""What happened, for those who wait for it."""
