"""Other people's notes: read equation by equation, and judged."""
