"""What git does not hold: sessions, one-time links, idempotency keys."""
