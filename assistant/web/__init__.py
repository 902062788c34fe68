"""How the world reaches the assistant: the page, its texts to take along, and the HTTP routes."""
