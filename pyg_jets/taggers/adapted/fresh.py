"""A network before its training: every layer draws its parameters again."""

from __future__ import annotations

from torch.nn import Module


def draw_again(layer: Module, name: str = "", above: bool = False) -> None:
    """Reset a network layer by layer; outer modules come first, those inside draw once more.

    Args:
        layer: The network, or a layer of it.
        name: Where it stands, for the message.
        above: Whether a module above it has reset it.

    Raises:
        TypeError: If parameters stand in no module that can draw them.
    """
    for way in ("reset_parameters", "_reset_parameters"):  # the latter: torch's attention
        if callable(reset := getattr(layer, way, None)):
            reset()
            above = True
            break
    if not above and next(layer.parameters(recurse=False), None) is not None:
        kind = getattr(layer, "original_name", type(layer).__name__)
        raise TypeError(
            f"'{name.removeprefix('.')}' must have a method 'reset_parameters', or be in a module "
            f"that has one, to be as before its training (got a {kind} with none)"
        )
    for key, child in layer.named_children():
        draw_again(child, f"{name}.{key}", above)
