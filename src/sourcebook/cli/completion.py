"""`completion`: the script that makes a shell complete our words."""

import argparse
import os

from sourcebook.cli.world import World

_HOW = """
bash:  echo 'source <(sourcebook completion bash)' >> ~/.bashrc
zsh:   echo 'source <(sourcebook completion zsh)' >> ~/.zshrc       (below the line with compinit)
fish:  sourcebook completion fish > ~/.config/fish/completions/sourcebook.fish

Then open a new shell.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `completion` takes."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    parser.epilog = f"How to install it:\n{_HOW}"


def run(args: argparse.Namespace, world: World) -> int:
    """Print the script; needs no sourcebook."""
    path = os.path.join(os.path.dirname(__file__), "shells", f"sourcebook.{args.shell}")
    with open(path, encoding="utf-8") as file:
        world.terminal.data(file.read())
    return 0
