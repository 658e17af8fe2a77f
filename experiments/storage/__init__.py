"""The folder of a study: whole files, checked when read, and questions to them."""
