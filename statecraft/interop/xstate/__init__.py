"""XState v5 machines as JSON, in and out."""
