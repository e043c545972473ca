"""Files to charts: the one place that reads definitions, follows imports and raises.

A file is read, its shape checked, its imports read likewise, its names resolved and its meaning
checked; where its shape is wrong, the rest of it goes the same way. All findings of all files are
collected; ``load`` raises them at once, and ``read_project`` gives them back together with the
warnings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from statecraft.checks import check
from statecraft.compiled.texts import Checked
from statecraft.diagnostics import (
    DefinitionError,
    Diagnostic,
    Severity,
    Span,
    UsageError,
    has_errors,
    in_order,
)
from statecraft.kernel.chart import Chart
from statecraft.model.definition import Definition, Project
from statecraft.resolve.definition import import_paths, package_names, resolve
from statecraft.runtime.collecting import without_collection
from statecraft.runtime.compiled_files import Compiled, Looked, compiled_at
from statecraft.runtime.consequences import independent
from statecraft.runtime.definition_files import (
    FileProblem,
    Place,
    content_of,
    full_names,
    imported_path,
    project_root,
    real_path,
    search_files,
)
from statecraft.runtime.pictures import picture_of
from statecraft.schema import CheckedDocument, check_document, remainder
from statecraft.source.document import Document, Located
from statecraft.source.reader import Reading, read_bytes, read_data, read_text

# The kernel does not know that pictures exist; whoever loads a chart can look at it.
Chart.picture = picture_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectReading:
    """A project, or None when a finding is an error; all findings in order; texts by file."""

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


def load(
    path: Place,
    *,
    root: Place | None = None,
    search: Iterable[Place] = (),
    cache: Place | None = None,
) -> Chart:
    """The chart of a definition file.

    Args:
        path: a YAML or JSON file. Messages show it as it is given here.
        root: the folder that imports must stay inside. Left out, it is the nearest folder above
            the file that holds ``pyproject.toml`` or ``.git``, else the file's own folder.
        search: files, and folders of ``*.statechart.yaml`` (``.yml``, ``.json``) files, in which
            a machine named ``package/name`` is sought after the imports.
        cache: a folder for definitions that were found to be right, which the next load then
            takes from there; made where it is missing, and not used where others could write to
            it. Left out, the environment variable ``STATECRAFT_CACHE`` may name one.

    Raises:
        DefinitionError: the definition or one that it needs has errors; it holds every finding.
        UsageError: there is no such file to read.
    """
    return _chart(read_project(path, root=root, search=search, cache=cache))


def loads(
    text: str,
    *,
    file: str = "<text>",
    root: Place | None = None,
    search: Iterable[Place] = (),
    cache: Place | None = None,
) -> Chart:
    """As ``load``, for a text. ``file`` is shown in messages; imports are relative to ``root``.

    Raises:
        DefinitionError: as ``load``.
        UsageError: a place in ``search`` is neither a file nor a folder.
    """
    return _chart(read_project_text(text, file=file, root=root, search=search, cache=cache))


@without_collection()
def load_data(mapping: object) -> Chart:
    """As ``load``, for Python data of the shape that the YAML would have.

    Raises:
        DefinitionError: as ``load``; places are those of the data written out as a text.
    """
    loading = _Loading(None, ())
    return _chart(loading.finished(loading.project(read_data(mapping), None)))


def read_project(
    path: Place,
    *,
    root: Place | None = None,
    search: Iterable[Place] = (),
    cache: Place | None = None,
) -> ProjectReading:
    """As ``load``, but with all findings as values, warnings included.

    Raises:
        UsageError: there is no such file to read.
    """
    shown = os.fspath(path)
    real = real_path(shown)
    inside = partial(_root_of, real, root)
    if root is not None and not Path(real).is_relative_to(inside()):
        raise UsageError(f"{shown} lies outside of the root {inside()}")
    searched = search_files(search)
    try:
        content = content_of(real, shown)
        place = compiled_at(cache, shown, content, real, searched)
        kept = None if place is None else place.read(inside)
        if kept is not None:
            return _as_kept(kept)
        loading = _Loading(inside(), searched)
        return loading.finished(loading.project_of(real, shown, shown, content), place)
    except FileProblem as problem:
        hint = f" ({problem.hint})" if problem.hint else ""
        raise UsageError(f"{problem.message}{hint}") from None


@without_collection()
def read_project_text(
    text: str,
    *,
    file: str = "<text>",
    root: Place | None = None,
    search: Iterable[Place] = (),
    cache: Place | None = None,
) -> ProjectReading:
    """As ``loads``, but with all findings as values, warnings included.

    Raises:
        UsageError: a place in ``search`` is neither a file nor a folder.
    """
    inside = None if root is None else real_path(root)
    searched = search_files(search)
    content = text.encode("utf-8", "surrogatepass")
    place = compiled_at(cache, file, content, inside, searched)
    kept = None if place is None else place.read(lambda: inside)
    if kept is not None:
        return _as_kept(kept)
    loading = _Loading(inside, searched)
    return loading.finished(loading.project_of_text(text, file), place)


def _root_of(real: str, root: Place | None) -> str:
    return project_root(real) if root is None else real_path(root)


def _as_kept(kept: Checked) -> ProjectReading:
    return ProjectReading(project=kept.project, diagnostics=kept.diagnostics, sources=kept.sources)


def _chart(reading: ProjectReading) -> Chart:
    if reading.project is None:
        raise DefinitionError(reading.diagnostics, reading.sources)
    return Chart(reading.project)


class _Loading:
    """One load under way: files by their real path, each read once, and what was found."""

    __slots__ = (
        "_contents", "_files", "_found", "_links", "_packages", "_root", "_search", "_sources",
        "_under_way",
    )  # fmt: skip

    def __init__(self, root: str | None, search: tuple[tuple[str, str], ...]) -> None:
        self._root = root
        self._search = search
        self._contents: dict[str, tuple[str, bytes]] = {}
        self._links: list[tuple[str, str, str]] = []
        self._files: dict[str, Project | None] = {}
        self._found: list[Diagnostic] = []
        self._packages: dict[str, tuple[str, str]] | None = None
        self._sources: dict[str, str] = {}
        self._under_way: dict[str, str] = {}

    def finished(self, project: Project | None, place: Compiled | None = None) -> ProjectReading:
        """The outcome, once the first file has been read; what is right is kept at *place*."""
        found = in_order(self._found)
        sources = MappingProxyType(dict(self._sources))
        if project is None or has_errors(found):
            return ProjectReading(project=None, diagnostics=found, sources=sources)
        if place is not None:
            checked = Checked(project=project, diagnostics=found, sources=sources)
            files = tuple((real, *each) for real, each in self._contents.items())
            place.write(checked, Looked(files=files, links=tuple(self._links), root=self._root))
        return ProjectReading(project=project, diagnostics=found, sources=sources)

    def project_of_text(self, text: str, file: str) -> Project | None:
        """The project of a text."""
        self._sources[file] = text
        return self.project(read_text(text, file), self._root)

    def project_of(
        self, real: str, shown: str, written: str, content: bytes | None = None
    ) -> Project | None:
        """The project of a file, read when it is first asked for; None when it has errors.

        Raises:
            FileProblem: it cannot be read.
        """
        if real not in self._files:
            if content is None:
                content = self._content(real, shown, written)
            self._sources[shown] = content.decode("utf-8", "replace")
            self._under_way[real] = shown
            self._files[real] = self.project(read_bytes(content, shown), str(Path(real).parent))
            del self._under_way[real]
        return self._files[real]

    def _content(self, real: str, shown: str, written: str) -> bytes:
        content = content_of(real, written)
        self._contents[real] = shown, content
        return content

    def project(self, reading: Reading, folder: str | None) -> Project | None:
        """The project of what was read, its imports being relative to *folder*."""
        found = list(reading.diagnostics)
        project = None
        if reading.document is not None:
            self._sources[reading.document.file] = reading.document.text
            checked, misshapen = check_document(reading.document)
            found += misshapen
            if checked is not None:
                project = self._resolved(checked, folder, found)
            else:
                found += self._about_the_rest(reading.document, folder)
        self._found += found
        return None if project is None or has_errors(found) else _with_warnings(project, found)

    def _about_the_rest(self, document: Document, folder: str | None) -> Iterator[Diagnostic]:
        """What is wrong besides with a document whose shape is wrong in places."""
        rest = remainder(document)
        if rest is not None:
            found: list[Diagnostic] = []
            self._resolved(rest.checked, folder, found)
            yield from independent(found, rest.losses, document.text)

    def _resolved(
        self, checked: CheckedDocument, folder: str | None, found: list[Diagnostic]
    ) -> Project | None:
        paths = import_paths(checked.document)
        imports = {alias: self._imported(node, folder, found) for alias, node in paths}
        whole = {alias: project for alias, project in imports.items() if project is not None}
        known = {
            definition.full_name: definition
            for project in whole.values()
            for definition in project.machines.values()
        }
        known |= self._searched(checked, known, found)
        resolution = resolve(checked, MappingProxyType(whole), MappingProxyType(known))
        found += resolution.diagnostics
        if resolution.project is None or len(whole) < len(imports):
            return None
        found += check(resolution.project)
        return resolution.project

    def _imported(
        self, node: Located, folder: str | None, found: list[Diagnostic]
    ) -> Project | None:
        written = str(node.value)
        if folder is None or self._root is None:
            message = "a text has no folder that its imports could be relative to"
            found.append(_at(node.span, FileProblem("SC219", message, "load it with root=…")))
            return None
        shown = os.path.normpath(Path(node.document.file).parent / written)
        try:
            real = imported_path(written, folder, self._root)
            self._links.append((folder, written, real))
            self._refuse_circle(real)
            return self.project_of(real, shown, written)
        except FileProblem as problem:
            found.append(_at(node.span, problem))
            return None

    def _refuse_circle(self, real: str) -> None:
        if real in self._under_way:
            files = list(self._under_way)
            circle = [self._under_way[each] for each in files[files.index(real) :]]
            message = f"the files need each other in a circle: {' → '.join([*circle, circle[0]])}"
            hint = "move what both need into a third file"
            raise FileProblem("SC220", message, hint)

    def _searched(
        self, checked: CheckedDocument, known: Mapping[str, Definition], found: list[Diagnostic]
    ) -> dict[str, Definition]:
        """The machines of packages that the file names and no import has."""
        own = full_names(checked.document.data)
        searched: dict[str, Definition] = {}
        for name, node in package_names(checked.document):
            if name in known or name in own or name in searched:
                continue
            project = self._project_with(name, node, found)
            if project is not None:
                searched |= {each.full_name: each for each in project.machines.values()}
        return searched

    def _project_with(self, name: str, node: Located, found: list[Diagnostic]) -> Project | None:
        try:
            place = self._packages_found(found).get(name)
            if place is None:
                return None
            real, shown = place
            self._refuse_circle(real)
            return self.project_of(real, shown, shown)
        except FileProblem as problem:
            found.append(_at(node.span, problem))
            return None

    def _packages_found(self, found: list[Diagnostic]) -> Mapping[str, tuple[str, str]]:
        """``package/name`` → file, of all the files that are searched; the first one counts."""
        if self._packages is None:
            self._packages = {}
            for real, shown in self._search:
                reading = read_bytes(self._content(real, shown, shown), shown)
                if reading.document is None:
                    found += reading.diagnostics
                    continue
                for name in full_names(reading.document.data):
                    self._packages.setdefault(name, (real, shown))
        return self._packages


def _at(span: Span, problem: FileProblem) -> Diagnostic:
    return Diagnostic(code=problem.code, span=span, message=problem.message, hint=problem.hint)


def _with_warnings(project: Project, found: Iterable[Diagnostic]) -> Project:
    """The project whose main definition knows what was found that does not make it unusable."""
    warnings = tuple(each for each in in_order(found) if each.severity is Severity.WARNING)
    if not warnings:
        return project
    main = replace(project.main, warnings=warnings)
    machines = MappingProxyType({**project.machines, main.key: main})
    return replace(project, main=main, machines=machines)
