// Runs machines in XState itself: `XSTATE=FOLDER node trace.mjs IN OUT`, where FOLDER/node_modules
// has xstate. IN and OUT are of the format statechart-golden-traces/1; OUT has the traces.
import fs from 'fs';
import { createRequire } from 'module';

const {
  createMachine, createActor, assign, raise, cancel, sendTo, sendParent, forwardTo, stopChild,
  not, and, or, stateIn, fromCallback,
} = createRequire(`${process.env.XSTATE}/`)('xstate');

const ev = (e, s) => {
  if (e === null || typeof e !== 'object') return e;
  if (Array.isArray(e)) return e.map(x => ev(x, s));
  if ('$var' in e) { let [r, ...p] = e.$var.split('.'); let v = s[r]; for (const k of p) v = v?.[k]; return v; }
  if ('$lit' in e) return e.$lit;
  if ('$obj' in e) return Object.fromEntries(Object.entries(e.$obj).map(([k, v]) => [k, ev(v, s)]));
  if ('$list' in e) return e.$list.map(x => ev(x, s));
  if ('$op' in e) { const [op, ...rest] = e.$op;
    if (op === 'and') return rest.reduce((a, x, i) => i === 0 ? ev(x, s) : (a && ev(x, s)), undefined);
    if (op === 'or') return rest.reduce((a, x, i) => i === 0 ? ev(x, s) : (a || ev(x, s)), undefined);
    if (op === 'if') return ev(rest[0], s) ? ev(rest[1], s) : ev(rest[2], s);
    const a = rest.map(x => ev(x, s));
    switch (op) { case '+': return a.reduce((x, y) => x + y); case '-': return a[0] - a[1]; case '*': return a[0] * a[1]; case '/': return a[0] / a[1]; case '%': return a[0] % a[1];
      case '==': return a[0] === a[1]; case '!=': return a[0] !== a[1]; case '<': return a[0] < a[1]; case '<=': return a[0] <= a[1]; case '>': return a[0] > a[1]; case '>=': return a[0] >= a[1];
      case 'not': return !a[0]; case 'len': return a[0].length; case 'append': return [...a[0], a[1]]; case 'merge': return Object.assign({}, ...a); case 'in': return a[1].includes(a[0]);
      case 'concat': return Array.isArray(a[0]) ? a[0].concat(...a.slice(1)) : a.join(''); case 'get': return a[0]?.[a[1]]; }
    throw new Error(op); }
  return Object.fromEntries(Object.entries(e).map(([k, v]) => [k, ev(v, s)]));
};
const sc = a => ({ context: a.context, event: a.event, input: a.input });
function run(kase, r) {
  let log = [], now = 0, seq = 0, timers = new Map(), errored = null;
  const clock = { setTimeout(fn, ms) { const id = ++seq; timers.set(id, { due: now + ms, id, fn }); return id; }, clearTimeout(id) { timers.delete(id); } };
  const actors = { ...(kase.actors || {}), ...(r.actors || {}) };
  const arr = x => x === undefined || x === null ? [] : Array.isArray(x) ? x : [x];
  function build(config, tag) {
    const put = (...e) => log.push(tag ? [...e, '@' + tag] : e);
    const act = a => { const t = typeof a === 'string' ? a : a.type, p = a.params || {};
      switch (t) {
        case '@assign': return assign(x => 'set' in p ? Object.fromEntries(Object.entries(p.set).map(([k, v]) => [k, ev(v, sc(x))])) : ev(p.merge, sc(x)));
        case '@raise': return raise(x => ev(p.event, sc(x)), { ...(p.delay !== undefined ? { delay: p.delay } : {}), ...(p.id ? { id: p.id } : {}) });
        case '@cancel': return cancel(p.id);
        case '@sendParent': return sendParent(x => ev(p.event, sc(x)));
        case '@sendTo': return sendTo(p.to, x => ev(p.event, sc(x)), p.delay !== undefined ? { delay: p.delay, ...(p.id ? {id: p.id} : {}) } : undefined);
        case '@forwardTo': return forwardTo(p.to);
        case '@stopChild': return stopChild(p.id);
        case '@log': return x => put('log', ev(p.value, sc(x)) ?? null);
        default: return () => put('action', t, ...(a.params !== undefined ? [a.params] : [])); } };
    const grd = g => { const t = typeof g === 'string' ? g : g.type, p = g.params || {};
      switch (t) { case '@expr': return x => !!ev(p.expr, sc(x)); case '@in': return stateIn(p.state); case '@not': return not(grd(p.guard)); case '@and': return and(p.guards.map(grd)); case '@or': return or(p.guards.map(grd)); } };
    const tr = t => t === null ? undefined : typeof t === 'string' ? t : Array.isArray(t) ? t.map(tr) : { ...t, ...(t.guard ? { guard: grd(t.guard) } : {}), ...(t.actions ? { actions: arr(t.actions).map(act) } : {}) };
    const node = (c, path) => { const o = { ...c };
      o.entry = [...(path.length ? [() => put('enter', path.join('.'))] : []), ...arr(c.entry).map(act)];
      o.exit = [...(path.length ? [() => put('exit', path.join('.'))] : []), ...arr(c.exit).map(act)];
      if (c.type === 'history' || c.history) { delete o.entry; delete o.exit; }
      if (c.on) o.on = Object.fromEntries(Object.entries(c.on).map(([k, v]) => [k, tr(v)]));
      if (c.after) o.after = Object.fromEntries(Object.entries(c.after).map(([k, v]) => [k, tr(v)]));
      if (c.always) o.always = tr(c.always); if (c.onDone) o.onDone = tr(c.onDone);
      if (c.initial && typeof c.initial === 'object') o.initial = { ...c.initial, actions: arr(c.initial.actions).map(act) };
      if ('output' in c) o.output = x => ev(c.output, sc(x));
      if (c.invoke) o.invoke = arr(c.invoke).map(i => ({ ...i, ...(i.onDone ? { onDone: tr(i.onDone) } : {}), ...(i.onError ? { onError: tr(i.onError) } : {}), ...('input' in i ? { input: x => ev(i.input, sc(x)) } : {}) }));
      if (c.states) o.states = Object.fromEntries(Object.entries(c.states).map(([k, v]) => [k, node(v, [...path, k])]));
      return o; };
    const o = node(config, []); o.options = { maxIterations: 100 };
    if ('context' in config) o.context = x => ev(config.context, { input: x.input });
    return createMachine(o, { actors: Object.fromEntries(Object.entries(actors).map(([k, a]) => [k, logic(a, k)])) });
  }
  const cache = {};
  function logic(a, k) {
    if (cache[k]) return cache[k];
    if (a.kind === 'machine') { cache[k] = {}; Object.assign(cache[k], {}); return cache[k] = build(a.machine, k); }
    if (a.kind === 'promise') return cache[k] = { config: {}, getInitialSnapshot: (_, input) => ({ status: 'active', input, output: undefined, error: undefined }),
      transition: (s, e) => e.type === 'R' ? { ...s, status: 'done', output: e.d } : e.type === 'J' ? { ...s, status: 'error', error: e.d } : e.type === 'xstate.stop' ? { ...s, status: 'stopped' } : s,
      start: (s, { self, system }) => { if (s.status !== 'active') return; clock.setTimeout(() => { if (self.getSnapshot().status !== 'active') return; 'error' in a ? system._relay(self, self, { type: 'J', d: ev(a.error, { input: s.input }) }) : system._relay(self, self, { type: 'R', d: ev(a.output, { input: s.input }) }); }, a.after); } };
    return cache[k] = fromCallback(({ sendBack }) => { let t; const tick = () => { t = clock.setTimeout(tick, a.every); sendBack(a.event); }; t = clock.setTimeout(tick, a.every); return () => clock.clearTimeout(t); });
  }
  const m = build(kase.machine, null); let fired=0;
  const actor = createActor(m, { input: r.input, clock, logger: () => {} });
  actor.subscribe({ error: () => {} });
  const clean = v => v === undefined ? null : Array.isArray(v) ? v.map(clean) : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, clean(x)])) : typeof v === 'number' && !isFinite(v) ? null : v;
  const see = () => { const s = actor.getSnapshot(); if (s.error instanceof Error) throw new Error('exc ' + s.error.message.slice(0,30)); const o = { value: s.value, status: s.status };
    if (s.context && Object.keys(s.context).length) o.context = clean(s.context);
    if (s.status === 'done') o.output = clean(s.output);
    if (s.tags?.size) o.tags = [...s.tags].sort();
    const ch = Object.entries(s.children || {}).filter(([, c]) => c).map(([k, c]) => { const t = c.getSnapshot(); const x = { status: t.status }; if ('value' in t) { x.value = t.value; if (t.context && Object.keys(t.context).length) x.context = clean(t.context); } return [k, x]; });
    if (ch.length) o.children = Object.fromEntries(ch);
    o.log = clean(log); log = []; return o; };
  const trace = [];
  actor.start(); trace.push(see());
  for (const st of r.steps) {
    if (st.send) actor.send(st.send);
    else { const until = now + st.advance;
      for (;;) { const n = [...timers.values()].sort((a, b) => a.due - b.due || a.id - b.id)[0]; if (!n || n.due > until) break; timers.delete(n.id); now = n.due; if (++fired>300) throw new Error('timers'); n.fn(); }
      now = until; }
    trace.push({ step: st, ...see() }); }
  return trace;
}
const d = JSON.parse(fs.readFileSync(process.argv[2]));
console.warn = () => {}; 
const out = d.cases.map((c) => ({ ...c, runs: c.runs.map((r) => ({ ...r, trace: run(c, r) })) }));
fs.writeFileSync(process.argv[3], JSON.stringify({ format: d.format, cases: out }));
