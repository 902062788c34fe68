"""Articles in, exact spans out: what may be cited, and the editor's notes on it."""
