"""``statecraft completion``: the script that teaches a shell to complete."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from statecraft.cli.printing import say

_SHELLS: Final = ("bash", "zsh", "fish")
_VARIABLE: Final = "_STATECRAFT_COMPLETE"

# Readline splits words at "=" and ":", which click's own script does not put together again.
_BASH: Final = r"""
_statecraft_completion() {
    local IFS=$'\n' response type value current prefix word index
    local -a words=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if ((index > 1)) && [[ $word == [=:]* || ${COMP_WORDS[index - 1]} == *[=:] ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
    done
    current=${words[${#words[@]} - 1]}
    prefix=${current%"${current##*[=:]}"}
    response=$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \
        _STATECRAFT_COMPLETE=bash_complete "$1")
    COMPREPLY=()
    for word in $response; do
        IFS=',' read -r type value <<< "$word"
        if [[ $type == file ]]; then
            compopt -o default
        elif [[ $type == plain ]]; then
            COMPREPLY+=("${value#"$prefix"}")
            [[ $value == *= ]] && compopt -o nospace
        fi
    done
    return 0
}

complete -o nosort -F _statecraft_completion statecraft
"""


@click.command(epilog='Example: eval "$(statecraft completion bash)"')
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, /, *, shell: str) -> int:
    """Print the script that teaches SHELL to complete verbs, options, events and values.

    Put it where your shell reads such scripts, or evaluate it in its startup file.
    """
    if shell == "bash":
        say(_BASH.strip())
        return 0
    made = get_completion_class(shell)
    assert made is not None, "click knows these shells"
    program = context.find_root().command
    say(made(program, {}, "statecraft", _VARIABLE).source().strip())
    return 0
