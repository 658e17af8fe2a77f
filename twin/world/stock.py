"""Stock of one product at one site: pieces of lots, next to be issued first."""

from bisect import insort

Piece = tuple[int, int, int, int]
"""Units of a lot in one place: expiry day, lot, units, ticks out of range so far."""


def put(pieces: list[Piece], piece: Piece, issue: str) -> None:
    """Add a piece where the site's issue order wants it.

    Under `fefo` pieces stand by expiry, under `fifo` by arrival, under `lifo` by
    arrival with the last one first. Neighbours of the same lot become one.
    """
    if issue == "lifo":
        pieces.insert(0, piece)
        return
    if not pieces:
        pieces.append(piece)
        return
    last = pieces[-1]
    if last[1] == piece[1] and last[3] == piece[3]:
        pieces[-1] = (last[0], last[1], last[2] + piece[2], last[3])
    elif issue == "fifo" or piece[0] >= last[0]:
        pieces.append(piece)
    else:
        insort(pieces, piece)


def pick(pieces: list[Piece], units: int) -> list[Piece]:
    """Take units from the front and return the pieces taken.

    Raises:
        IndexError: when there are fewer units than asked (a bug of the caller).
    """
    expiry, lot, there, warm = pieces[0]
    if there > units:
        pieces[0] = (expiry, lot, there - units, warm)
        return [(expiry, lot, units, warm)]
    taken = [pieces.pop(0)]
    units -= there
    while units:
        expiry, lot, there, warm = pieces[0]
        if there > units:
            pieces[0] = (expiry, lot, there - units, warm)
            taken.append((expiry, lot, units, warm))
            break
        taken.append(pieces.pop(0))
        units -= there
    return taken


def pick_living(pieces: list[Piece], units: int, expires_from: int) -> list[Piece]:
    """Take units that expire on a day or later, soonest first; the others keep their order.

    Raises:
        IndexError: when there are fewer such units than asked (a bug of the caller).

    >>> shelf = [(10, 0, 5, 0), (20, 1, 5, 0), (30, 2, 5, 0)]
    >>> pick_living(shelf, 6, 15), shelf
    ([(20, 1, 5, 0), (30, 2, 1, 0)], [(10, 0, 5, 0), (30, 2, 4, 0)])
    """
    order = sorted(range(len(pieces)), key=pieces.__getitem__)
    taken, emptied = [], []
    for at in (i for i in order if pieces[i][0] >= expires_from):
        expiry, lot, there, warm = pieces[at]
        part = min(units, there)
        units -= part
        taken.append((expiry, lot, part, warm))
        pieces[at] = (expiry, lot, there - part, warm)
        if part == there:
            emptied.append(at)
        if not units:
            break
    else:
        raise IndexError(f"{units} units more than there are")
    for at in sorted(emptied, reverse=True):
        pieces.pop(at)
    return taken
