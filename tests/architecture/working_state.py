"""The classes of the package that hold working state: each with the reason why it may change.

Everything else in the package is a frozen value, a function, an exception or a protocol. A class
is named by its module below `statecraft.` and its own name.
"""

from __future__ import annotations

WORKING_STATE: dict[str, str] = {
    "chart.drafts.Draft": "a state of a template while it is being built",
    "chart.drafts.Link": "a transition of a template while it is being built",
    "chart.drafts.Numbering": "numbers the states of one template while it is lowered",
    "chart.drafts.Pause": "a timer of a template while it is being built",
    "chart.extension._Shift": "the offsets of one template, set when it is made and then only read",
    "chart.templates._Layout": "the drafts of one template while it is being built",
    "chart.edges.EdgeTable": "collects the edges of one chart while it is lowered",
    "chart.lower._Numbering": "numbers the states of one chart while it is lowered",
    "cli.interactive.session.Session": "one conversation: its machine, its past, what is asked",
    "expr.check._Checking": "the walk over one expression while it is checked",
    "expr.emit.Emitter": "the source text of one function while it is generated",
    "expr.evaluate.Evaluation": "one evaluation: steps taken and computed values met",
    "expr.findings.Findings": "collects the problems of one expression",
    "expr.from_ast.Budget": "counts the nodes of one expression while it is read",
    "expr.parse._Places": "a table of offsets, filled when it is made and then only read",
    "interop.xstate.desk.Desk": "the reading of one text: its names, and what was lost",
    "interop.xstate.names.NameTable": "names of one text, given when first asked for",
    "interop.xstate.scope.MachineScope": "one machine while it is read: what it is found to use",
    "kernel.chart.Chart": "the public face of a lowered chart: only its compiled program fills up",
    "kernel.unknown.Unknown": "holds nothing: the type of one sentinel",
    "kernel.entry._Entering": "collects what one microstep enters",
    "kernel.library.Library": "charts and programs of one project, made when first needed",
    "kernel.program.Program": "compiled functions, made when first needed and equal each time",
    "kernel.selection.Selection": "remembers what one selection looked at while it is under way",
    "kernel.step_work.StepWork": "a step in progress over the whole tree of activations",
    "store.memory_status.MemoryStatusJournal": "status rows, for as long as the program runs",
    "kernel.work.Work": "a step in progress; what it commits is a new snapshot",
    "runtime.host_children.HostChildren": "the objects of the host that live in slots right now",
    "runtime.pipeline_runs.RunWatch": "waits for the end of one run, which it is told when it comes",
    "runtime.async_waiting.Tasks": "the handlers of one machine that have not answered yet",
    "runtime.async_machine.AsyncMachine": "the shell around one session, for asyncio",
    "runtime.clock.SimulatedClock": "the time, which stands until it is advanced",
    "runtime.instances.Instances": "which instances live, and their mail",
    "runtime.status.StatusSession": "a journal and the session in it; what it writes, the journal has",
    "store.sqlite_status.SqliteStatusJournal": "an open connection to a database",
    "runtime.loading._Loading": "files that were read and what was found, during one load",
    "runtime.machine.Machine": "the shell around one session, for callers that wait",
    "runtime.registry.Registry": "the host's functions, added by decorators while it starts",
    "runtime.session.Session": "one running machine: its snapshot, inbox and subscribers",
    "source.findings.Findings": "collects the findings of one reading",
    "source.places.Places": "the side table of positions, filled while one text is read",
    "source.python_data.Writer": "collects what cannot be written of one value",
    "source.tree.Frame": "a container while it is read",
    "source.tree.Tree": "the data of one text while it is read",
}
