"""The `mosty` command, also as `python -m forum`."""

import gc
import sys


def main() -> int:
    """Load the product and run the command that was typed; its exit code."""
    # What is loaded lives as long as the process: looking for garbage in it took a fifth of each start.
    gc.disable()
    from forum.entrypoints import cli

    gc.freeze()
    gc.enable()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
