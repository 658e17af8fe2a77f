"""What the policies of a study are called."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from hashlib import sha256

import numpy as np

from twin.control.policy import Policy
from twin.errors import DecisionError


def texts_of(policies: str | Sequence[str | Policy]) -> list[tuple[str, Policy | None]]:
    """Return each policy's text, and the object where one was given in place of a text.

    Raises:
        DecisionError: none, or twice the same one.
    """
    chosen = [policies] if isinstance(policies, str) else policies
    found: list[tuple[str, Policy | None]] = [
        (policy.strip(), None) if isinstance(policy, str) else (text_of(policy), policy)
        for policy in chosen
    ]
    texts = [text for text, _ in found]
    if not texts:
        raise DecisionError("a study needs a policy")
    for text in texts:
        if texts.count(text) > 1:
            raise DecisionError(f"the policy {text!r} stands twice in the study")
    return found


def text_of(policy: Policy) -> str:
    """Return the name of a policy object: its class, and its plain fields if it is a dataclass.

    Arrays are told apart by digest; other objects are left out, whose addresses would make
    every process call the policy by another name.
    """
    kind = type(policy)
    text = f"{kind.__module__}:{kind.__qualname__}"
    if not is_dataclass(policy):
        return text
    held = {item.name: getattr(policy, item.name) for item in fields(policy) if item.init}
    settings = [f"{name}={told}" for name, value in held.items() if (told := _told(value))]
    return ":".join([text, ";".join(settings)]) if settings else text


def _told(value: object) -> str | None:
    if isinstance(value, np.ndarray):
        return sha256(value.tobytes()).hexdigest()[:8]
    return str(value) if isinstance(value, str | int | float) else None
