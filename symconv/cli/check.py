"""The verb `check`: somebody's code for a layer, in a process of its own."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from symconv.cli.exit_codes import exit_code
from symconv.cli.layers import layer_from, layer_options
from symconv.cli.output import write
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError
from symconv.outcomes import Outcome

if TYPE_CHECKING:
    from symconv.check.frameworks import Framework
    from symconv.check.handed import Dtype, Library


FRAMEWORKS = ("torch", "jax")


@click.command(epilog="Example: symconv check homework.py:conv_backward conv2d --input 5x4 --kernel 3x2")
@click.argument("target", metavar="FILE.py:FUNCTION|torch|jax")
@partial(layer_options, required=False)
@click.option("--grid", is_flag=True, help="Of torch and jax: hundreds of geometries instead of LAYER.")
@click.option("--forward", is_flag=True, help="FUNCTION(x, k, b) -> z. Default: f(x, k, b, dz) -> (dx, dk, db).")
@click.option("--against-forward", "against", metavar="NAME", help="Is it the gradient of this function of the file?")
@click.option(
    "--sizes", type=click.IntRange(1), metavar="BOUND", help="All layers with inputs and kernels up to BOUND."
)
@click.option("--all-sizes", "every", is_flag=True, help="Prove it of all sizes: code of --arrays torch and jax.")
@click.option("-j", "processes", type=click.IntRange(1), default=1, metavar="N", help="With --sizes: N processes.")
@click.option("--dask", metavar="ADDRESS", default="", help="With --sizes: on a Dask cluster, such as tcp://host:8786.")
@click.option(
    "--arrays",
    type=click.Choice(["numpy", *FRAMEWORKS]),
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
@click.pass_context
def check(context: click.Context, /, target: str, strict: bool, as_json: bool, **options: Any) -> int:
    """Check a function of your own against a layer, exactly; or torch and jax. This runs the file."""
    options.pop("notation")
    if target in FRAMEWORKS:
        spelled = {each.name: each.opts[0] for each in context.command.params}
        for name in OF_A_FILE:
            if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
                raise SymconvError(f"{spelled[name]} is for a function of your own: {target} is asked all it has")
        return _framework(cast("Framework", target), strict, as_json, **options)
    return _function(target, strict, as_json, **options)


WORSE: tuple[Outcome, ...] = ("agrees", "undecided", "refuted")
# What is said of a function of a file, and not of a framework.
OF_A_FILE = ("against", "arrays", "dask", "dtype", "every", "forward", "processes", "sizes", "timeout")


def _framework(target: Framework, strict: bool, as_json: bool, grid: bool, **options: Any) -> int:
    """Check a framework's own functions for the layer of the options, or for a grid of them."""
    if grid and options["layer"]:
        raise SymconvError(f"--grid goes through layers of all kinds: leave {options['layer']} out")
    if not grid and not options["layer"]:
        raise SymconvError(f"say for which layer, such as conv2d --input 5x4 --kernel 3x2, or check {target} --grid")

    from symconv.check import frameworks

    with progress_bar() as report:
        report(f"asking {target}")
        layers = frameworks.grid(target) if grid else [layer_from(options)]
        verdicts = frameworks.check_framework(target, layers)
    if as_json:
        # Of what is found the worst counts, as in the exit code.
        worst = max(verdicts, key=lambda each: WORSE.index(each.outcome))
        functions = [{"function": each.function, "verdict": each.outcome, "claim": each.claim} for each in verdicts]
        seconds = sum(each.seconds for each in verdicts)
        write(f"{json.dumps(worst.json() | {'functions': functions, 'seconds': seconds})}\n")
    else:
        write("".join(f"{each.message}\n" for each in verdicts))
    return exit_code([each.outcome for each in verdicts], strict)


def _function(
    target: str,
    strict: bool,
    as_json: bool,
    grid: bool,
    forward: bool,
    against: str | None,
    sizes: int | None,
    every: bool,
    processes: int,
    dask: str,
    arrays: Library,
    dtype: Dtype,
    timeout: float,
    **options: Any,
) -> int:
    if grid:
        raise SymconvError("--grid is for torch and jax: of a function of your own, --sizes 3 tries all small layers")
    if not options["layer"]:
        raise SymconvError("say for which layer, such as conv2d --input 5x4 --kernel 3x2")
    if forward and against:
        raise SymconvError("--against-forward is about a backward pass: leave --forward out")
    if against and sizes:
        raise SymconvError("--against-forward is about one layer: leave --sizes out")
    if every and (against or sizes):
        raise SymconvError(f"--all-sizes is more than {'--sizes' if sizes else '--against-forward'}: leave that out")
    if every and arrays == "numpy":
        raise SymconvError("--all-sizes reads code of torch and jax: add --arrays torch or jax, or ask --sizes 3")
    if dask and (sizes is None or processes > 1):
        raise SymconvError("--dask shares out the many layers of --sizes: add --sizes 3, and leave -j out")
    if processes > 1 and sizes is None:
        raise SymconvError("-j is for the many layers of --sizes: add --sizes 3, or leave -j out")
    layer = layer_from(options)

    from symconv.check.child import Job, run
    from symconv.check.handed import Arrays
    from symconv.check.load import located

    path, name = located(target)
    with progress_bar() as report:
        report(f"running {name}")
        job = Job(path, name, "forward" if forward else "backward", layer, against, sizes, Arrays(arrays, dtype), every)
        verdict = run(job, timeout, processes, dask)
    write(f"{json.dumps(verdict.json()) if as_json else verdict.message}\n")
    return exit_code([verdict.outcome], strict)
