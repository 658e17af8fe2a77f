"""A figure as bytes: the same bytes for the same figure, on any day and machine."""

from base64 import b64encode
from io import BytesIO

from matplotlib.figure import Figure

from experiments.figures.look import house_style

PNG_DOTS_PER_INCH = 150


def svg(figure: Figure) -> bytes:
    """Return the figure as SVG, without date and with fixed ids."""
    buffer = BytesIO()
    with house_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def pdf(figure: Figure) -> bytes:
    """Return the figure as PDF with its letters in it, without date, for a paper."""
    buffer = BytesIO()
    with house_style():
        figure.savefig(
            buffer,
            format="pdf",
            metadata={"CreationDate": None, "Creator": None, "Producer": None},
        )
    return buffer.getvalue()


def png(figure: Figure) -> bytes:
    """Return the figure as PNG."""
    buffer = BytesIO()
    with house_style():
        figure.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def data_uri(figure: Figure) -> str:
    """Return the figure as the source of an `img`: SVG, apart from the page's own ids."""
    return "data:image/svg+xml;base64," + b64encode(svg(figure)).decode("ascii")
