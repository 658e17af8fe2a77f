"""Questions put to the twin, each a short script: question, design, run, figures, answer."""
