"""What a program says when it makes a machine, settled once: handlers, clock, directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypedDict, assert_never

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.runtime.clock import Clock, SystemClock
from statecraft.runtime.handlers import BoundHandler, Handler, bound, is_asynchronous
from statecraft.runtime.host_children import HostChildFactory
from statecraft.runtime.instances import Instances
from statecraft.runtime.record import Subscriber
from statecraft.runtime.registry import Registry, require_functions, require_handlers
from statecraft.store.memory_status import MemoryStatusJournal
from statecraft.store.status_journal import StatusJournal

Missing = Literal["refuse", "wait"]


class HostOptions(TypedDict, total=False):
    """The keywords that Machine, AsyncMachine and their restore and rebuild take.

    Keys:
        actions: name → handler, or a Registry.
        functions: name → pure function, beside those of a Registry.
        clock: SystemClock by default.
        instances: a directory to live in; its clock counts then.
        id: of the instance; by default the machine's name.
        missing: "wait" leaves actions without a handler pending, to be answered by hand;
            "refuse", the default, refuses such a machine.
        subscribers: told of every step, the start included.
        children: name → factory of the objects that states invoke as ``python:NAME``.
        status_journal: where ``status`` rows are kept; by default in memory.
    """

    actions: Registry | Mapping[str, Handler] | None
    functions: Mapping[str, Callable[..., object]] | None
    clock: Clock | None
    instances: Instances | None
    id: str | None
    missing: Missing
    subscribers: Iterable[Subscriber]
    status_journal: StatusJournal
    children: Mapping[str, HostChildFactory]


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a machine and those that it starts have in common."""

    registry: Registry
    missing: Missing
    instances: Instances
    subscribers: tuple[Subscriber, ...]
    status_journal: StatusJournal
    children: Mapping[str, HostChildFactory]


def host_of(options: HostOptions) -> Host:
    """The host that the keywords describe.

    Raises:
        UsageError: a keyword is not known, or two contradict each other.
    """
    _require_known(options)
    missing = options.get("missing", "refuse")
    if missing not in ("refuse", "wait"):
        raise UsageError(f"missing= is 'refuse' or 'wait', not {quoted(missing)}")
    return Host(
        registry=_registry(options),
        missing=missing,
        instances=_instances(options),
        subscribers=tuple(options.get("subscribers", ())),
        status_journal=options.get("status_journal") or MemoryStatusJournal(),
        children=options.get("children") or {},
    )


def options_of(host: Host, name: str) -> HostOptions:
    """The keywords for one more machine of the host, with this id."""
    return {
        "actions": host.registry,
        "instances": host.instances,
        "id": name,
        "missing": host.missing,
        "subscribers": host.subscribers,
        "children": host.children,
        "status_journal": host.status_journal,
    }


def _require_known(options: HostOptions) -> None:
    known = HostOptions.__annotations__
    for name in options:
        if name not in known:
            raise UsageError(f"there is no option {quoted(name)}{did_you_mean(name, list(known))}")


def _registry(options: HostOptions) -> Registry:
    actions = options.get("actions")
    named = actions if isinstance(actions, Registry) else Registry(actions)
    functions = options.get("functions")
    return named if functions is None else named.joined(Registry(functions=functions))


def _instances(options: HostOptions) -> Instances:
    instances, clock = options.get("instances"), options.get("clock")
    if instances is None:
        return Instances(clock or SystemClock())
    if clock is not None and clock is not instances.clock:
        raise UsageError("machines of one directory share its clock: give it as Instances(clock)")
    return instances


def instance_id(chart: Chart, host: Host, options: HostOptions) -> str:
    """The id asked for, or else a free one made of the machine's name."""
    return options.get("id") or host.instances.free_id(chart.definition.id)


def with_functions(chart: Chart, host: Host) -> Chart:
    """The chart, able to call the functions that its definition declares.

    Raises:
        UsageError: one is not there.
    """
    declared = {name: each for one in chart.family for name, each in one.functions.items()}
    if not declared:
        return chart
    require_functions(host.registry, declared)
    given = host.registry.functions
    return chart.with_functions({name: given[name] for name in declared})


def bound_handlers(
    chart: Chart, host: Host, waiting: Literal["sync", "async"]
) -> Mapping[str, BoundHandler]:
    """Name → handler of the actions that the definition declares.

    Raises:
        UsageError: one is not there and the host does not wait, or it cannot be called.
    """
    declared = {name: each for one in chart.family for name, each in one.actions.items()}
    given = host.registry.actions
    match host.missing:
        case "refuse":
            require_handlers(host.registry, declared)
        case "wait":
            pass
        case _:
            assert_never(host.missing)
    if waiting == "sync":
        _refuse_asynchronous(name for name in declared if is_asynchronous(given.get(name, len)))
    return MappingProxyType({name: bound(name, given[name]) for name in declared if name in given})


def _refuse_asynchronous(names: Iterable[str]) -> None:
    for name in names:
        raise UsageError(
            f"the handler of the action {quoted(name)} is asynchronous: use AsyncMachine"
        )
