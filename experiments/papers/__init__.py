"""Published studies worked again: their cases, and their tables beside ours."""
