"""Write the golden summary anew: `make golden`, with a reason in the changelog."""

from tests.golden.summary import FILE, summary_text

if __name__ == "__main__":
    FILE.write_text(summary_text(), encoding="utf-8")
