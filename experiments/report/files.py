"""The figures of a study as files for a paper: SVG and PDF, and PNG for slides."""

from pathlib import Path

from matplotlib.figure import Figure

from experiments.figures import render
from experiments.report import pictures as report_pictures
from experiments.report import stress as report_stress
from experiments.report.pictures import Picture
from experiments.storage import store
from experiments.storage.files import put, put_json

FOLDER = "figures"
INDEX = "figures.json"
"""What each file shows: its caption, and words for those who cannot see it."""

KINDS = ((".svg", render.svg), (".pdf", render.pdf), (".png", render.png))


def write_figures(folder: Path) -> list[Path]:
    """Write the figures of a study's report into `figures/` of its folder, with an index.

    They are the report's own, by the same names. The same study gives the same bytes.

    Returns:
        The files written, in order; the index is the last.

    Raises:
        OtherStudy: the folder holds no finished study.
        DamagedFile: a part of it is not what was written.
        OSError: the folder cannot be written.
    """
    pictures = pictures_of(folder)
    out = folder / FOLDER
    out.mkdir(exist_ok=True)
    written = [path for one in pictures for path in put_figure(out, one.stem, one.figure)]
    told = {one.stem: {"caption": one.caption, "alt": one.alt} for one in pictures}
    put_json(out / INDEX, told)
    return [*written, out / INDEX]


def put_figure(out: Path, stem: str, figure: Figure) -> list[Path]:
    """Write a figure as SVG, PDF and PNG into a folder; return the files."""
    paths = []
    for suffix, make in KINDS:
        paths.append(out / f"{stem}{suffix}")
        put(paths[-1], make(figure))
    return paths


def pictures_of(folder: Path) -> list[Picture]:
    """Return the figures of a stored study in the order of its report."""
    study = store.open_study(folder)
    currency = next(iter(study.scenarios.values())).currency
    played, _ = report_pictures.examples(study)
    found = list(report_pictures.figures(study, currency).values())
    around = report_pictures.outages(study, folder)
    stress, _ = report_stress.stress_test(study, folder)
    if around is not None:
        found.append(around)
    if stress is not None:
        found.append(report_pictures.critical(stress.ranking))
    found += report_pictures.maps(study, played)
    return found + report_pictures.histories(study, played)
