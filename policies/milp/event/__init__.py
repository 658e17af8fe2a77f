"""The paper's own event-indexed model, for reference."""
