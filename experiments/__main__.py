"""`python -m experiments` is the command line without an installed command."""

from experiments.cli import main

if __name__ == "__main__":
    main()
