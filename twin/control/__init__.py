"""What crosses the border between the world and whoever decides in it."""
