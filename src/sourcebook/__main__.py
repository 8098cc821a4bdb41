"""`python -m sourcebook` is the `sourcebook` command."""

import sys

from sourcebook.cli.door import main

if __name__ == "__main__":
    sys.exit(main())
