"""The report of a study: one offline HTML page, and its figures as files."""
