"""How well topics and names tell AI news from other news."""
