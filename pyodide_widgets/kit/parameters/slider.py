"""A slider, as all controls that have one draw it."""

from __future__ import annotations

from ...figures.markup import Attribute, Markup, element


def slider(
    label: str,
    shown: str,
    *beside: Markup | None,
    low: str,
    high: str,
    step: str,
    value: str,
    name: str | None = None,
    **data: Attribute,
) -> Markup:
    """A slider with its label and its value, and what else stands beside it.

    Args:
        shown: the value as it is written beside the slider; the page writes it anew as soon as the slider is moved, with `data_unit`.
        name: of the parameter; without it the slider sets none by itself.
    """
    control = element(
        "input",
        type="range",
        name=name,
        min=low,
        max=high,
        step=step,
        value=value,
        aria_valuetext=shown,
        **data,
        autocomplete="off",
    )
    return element(
        "div",
        element("label", element("span", label), control),
        element("span", shown, class_="pw-value-shown", aria_hidden="true"),
        *beside,
        class_="pw-control pw-slider",
    )
