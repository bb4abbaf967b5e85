"""`explore`: the panel of widgets in Jupyter. What it shows is made in `symconv.notebook`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from symconv.errors import SymconvError
from symconv.layers.build import Conv2d
from symconv.layers.layer import Axis, Layer
from symconv.layers.notation import NOTATIONS
from symconv.notebook import KINDS, VIEWS, PanelState, shown, state_of
from symconv.sizes import concrete

# The sliders of one axis: the name, the letter of `symconv.layers.layer`, the least value and the greatest.
SLIDERS = (
    ("input", "n", 1, 8),
    ("kernel", "k", 1, 5),
    ("stride", "s", 1, 4),
    ("padding before", "pl", 0, 4),
    ("padding after", "pr", 0, 4),
    ("dilation", "d", 1, 3),
    ("output padding", "op", 0, 3),
)


class Panel:
    """The panel: `controls` and `axes` hold its widgets by name, `output` shows what they are set to.

    `axes[0]["stride"]` is a slider of the first axis; `axes[1]` is in use for two axes that are not alike.
    Setting a widget's `value` redraws.
    """

    def __init__(self, layer: Layer, widgets: ModuleType) -> None:
        start = state_of(layer)
        alike = len({*start.axes}) == 1
        self.controls: Mapping[str, Any] = {
            "kind": widgets.Dropdown(options=KINDS, value=start.kind, description="kind"),
            "show": widgets.Dropdown(options=VIEWS, value=start.view, description="show"),
            "convention": widgets.Dropdown(
                options=("cross-correlation", "convolution"), value=start.convention, description="convention"
            ),
            "notation": widgets.Dropdown(options=tuple(NOTATIONS), value=start.notation, description="notation"),
            "bias": widgets.Checkbox(value=start.bias, description="bias", indent=False),
            "alike": widgets.Checkbox(value=alike, description="both axes alike", indent=False),
            "position": widgets.IntSlider(value=1, min=1, max=1, description="window at"),
        }
        self.axes: tuple[Mapping[str, Any], ...] = tuple(
            {name: _slider(widgets, name, letter, least, most, axis) for name, letter, least, most in SLIDERS}
            for axis in (start.axes[0], start.axes[-1])
        )
        self.output: Any = widgets.HTML()
        self._columns = [widgets.VBox([*column.values()]) for column in self.axes]
        self._drawing = False
        for control in (*self.controls.values(), *(each for column in self.axes for each in column.values())):
            control.observe(self._changed, names="value")
        self.box: Any = widgets.VBox(
            [
                widgets.HBox([self.controls["kind"], self.controls["show"]]),
                widgets.HBox([self.controls["convention"], self.controls["notation"]]),
                widgets.HBox([self.controls["bias"], self.controls["alike"]]),
                widgets.HBox(self._columns),
                self.controls["position"],
                self.output,
            ]
        )
        self.redraw()

    @property
    def state(self) -> PanelState:
        """What the widgets are set to."""
        values = {name: control.value for name, control in self.controls.items()}
        columns = self.axes[:1] * 2 if values["alike"] else self.axes
        rank = 2 if values["kind"].endswith("2d") else 1
        return PanelState(
            values["kind"],
            tuple(_axis(column, values["kind"].startswith("conv_transpose")) for column in columns[:rank]),
            values["convention"],
            values["bias"],
            values["notation"],
            values["show"],
            values["position"],
        )

    def redraw(self) -> None:
        """Show what the widgets are set to, and only the widgets that matter for it."""
        state = self.state
        found = shown(state)
        self.output.value = found.html
        position = self.controls["position"]
        position.disabled = found.places < 2
        # A slider keeps its place while a geometry that does not exist is passed through.
        position.max = found.places or position.max
        two = state.kind.endswith("2d")
        _show(self.controls["alike"], two)
        _show(self._columns[1], two and not self.controls["alike"].value)
        for column in self.axes:
            _show(column["output padding"], state.kind.startswith("conv_transpose"))

    def _changed(self, change: Mapping[str, Any]) -> None:
        # Redrawing moves sliders itself, which is no reason to redraw.
        if self._drawing:
            return
        self._drawing = True
        try:
            if change["owner"] is self.controls["alike"] and not change["new"]:
                for name, slider in self.axes[1].items():
                    value = self.axes[0][name].value
                    slider.max = max(slider.max, value)
                    slider.value = value
            self.redraw()
        finally:
            self._drawing = False

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # Where no kernel runs, as in a notebook that is only read, what the widgets would show.
        shown: dict[str, Any] = {"text/html": self.output.value}
        return shown | self.box._repr_mimebundle_(**options)


def explore(layer: Layer | None = None) -> Panel:
    """A panel for Jupyter that draws a layer, starting with `layer`, and redraws it as its sliders are moved.

    It shows layers of one or two axes with one channel. Raises SymconvError where ipywidgets is not installed.
    """
    try:
        widgets = import_module("ipywidgets")
    except ImportError:
        raise SymconvError("explore needs ipywidgets: pip install 'symconv[jupyter]'") from None
    return Panel(Conv2d(input=3, kernel=2) if layer is None else layer, widgets)


def _slider(widgets: ModuleType, name: str, letter: str, least: int, most: int, axis: Axis) -> Any:
    value = concrete(getattr(axis, letter))
    style = {"description_width": "7rem"}
    return widgets.IntSlider(value=value, min=least, max=max(most, value), description=name, style=style)


def _axis(column: Mapping[str, Any], transposed: bool) -> Axis:
    values = {letter: column[name].value for name, letter, _, _ in SLIDERS}
    return Axis(**(values if transposed else values | {"op": 0}))


def _show(widget: Any, visible: bool) -> None:
    widget.layout.display = None if visible else "none"
