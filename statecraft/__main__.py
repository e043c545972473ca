"""``python -m statecraft``."""

from statecraft.cli import main

if __name__ == "__main__":
    main()
