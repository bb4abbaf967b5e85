"""The verb `check`: somebody's code for a layer, in a process of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.exit_codes import exit_code
from symconv.cli.layers import layer_from, layer_options
from symconv.cli.output import write
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.check.handed import Dtype, Library


@click.command(epilog="Example: symconv check homework.py:conv_backward conv2d --input 5x4 --kernel 3x2")
@click.argument("target", metavar="FILE.py:FUNCTION")
@layer_options
@click.option("--forward", is_flag=True, help="FUNCTION(x, k, b) -> z. Default: f(x, k, b, dz) -> (dx, dk, db).")
@click.option("--against-forward", "against", metavar="NAME", help="Is it the gradient of this function of the file?")
@click.option(
    "--sizes", type=click.IntRange(1), metavar="BOUND", help="All layers with inputs and kernels up to BOUND."
)
@click.option("-j", "processes", type=click.IntRange(1), default=1, metavar="N", help="With --sizes: N processes.")
@click.option(
    "--arrays",
    type=click.Choice(["numpy", "torch", "jax"]),
    default="numpy",
    help="What FUNCTION takes. Default: numpy.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32", "float16", "bfloat16"]),
    default="float64",
    help="Of which type. Default: float64.",
)
@click.option("--timeout", type=click.FloatRange(0.1), default=60.0, metavar="SECONDS", help="Default: 60.")
@click.option("--strict", is_flag=True, help="Exit with 3 where the code only agrees on numbers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def check(
    target: str,
    forward: bool,
    against: str | None,
    sizes: int | None,
    processes: int,
    arrays: Library,
    dtype: Dtype,
    timeout: float,
    strict: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Check a function of your own against a layer, exactly. This runs the file."""
    if forward and against:
        raise SymconvError("--against-forward is about a backward pass: leave --forward out")
    if against and sizes:
        raise SymconvError("--against-forward is about one layer: leave --sizes out")
    if processes > 1 and sizes is None:
        raise SymconvError("-j is for the many layers of --sizes: add --sizes 3, or leave -j out")
    options.pop("notation")
    layer = layer_from(options)

    from symconv.check.child import Job, run
    from symconv.check.handed import Arrays
    from symconv.check.load import located

    path, name = located(target)
    with progress_bar() as report:
        report(f"running {name}")
        job = Job(path, name, "forward" if forward else "backward", layer, against, sizes, Arrays(arrays, dtype))
        verdict = run(job, timeout, processes)
    write(f"{json.dumps(verdict.json()) if as_json else verdict.message}\n")
    return exit_code([verdict.outcome], strict)
