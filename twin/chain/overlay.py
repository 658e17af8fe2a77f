"""One tree laid over another: what is written above wins, key by key."""

from twin.chain.document import Node


def merge(under: Node, over: Node) -> Node:
    """Return both together; mappings merge, all else is replaced, null takes a key away.

    A null where there is nothing to take away stays, so that a misspelled name
    is found by the checks that follow instead of doing nothing.
    """
    if not (isinstance(under.value, dict) and isinstance(over.value, dict)):
        return over
    merged = dict(under.value)
    for key, node in over.value.items():
        below = merged.get(key)
        if below is None:
            merged[key] = node
        elif node.value is None:
            del merged[key]
        else:
            merged[key] = merge(below, node)
    return Node(merged, over.at, over.key_at)
