import type { Journey, JourneyNode, Watch } from '@sojourn/journey';
import { milliseconds, type Rule } from '@sojourn/rules';
import { comparisonsOf, NaiveFacts } from './naive-facts.js';

/** An event of the one person that is played. */
export interface Happening {
  at: number;
  name: string;
  plan: number;
}

interface Run {
  id: number;
  journey: string;
  node: string;
  step: number;
  enteredAt: number;
  arrivedAt: number;
  due: number;
  entry: { plan: number };
  depth: number;
  reached: string[];
  held: string[];
  visits: Record<string, number>;
}

type Follows = { depth: number; name: string; plan: number };

/**
 * The semantics once more, as naively as they can be written and without a line of the product: one person, everything
 * looked at again at every instant. What it logs must be what the product's player logs.
 */
export class Reference {
  readonly log: string[] = [];
  private now = -Infinity;
  private readonly facts = new NaiveFacts();
  private runs: Run[] = [];
  private readonly past: Record<string, { count: number; lastExit: number }> = {};
  private follows: Follows[] = [];
  private unsettled = false;
  private ids = 0;
  /** Whether more followed from one thing than the product plays at once. */
  tooMuch = false;

  constructor(private readonly journeys: Record<string, Journey>) {}

  play(events: readonly Happening[], until: number): void {
    for (const event of events) {
      this.passTime(event.at);
      this.now = event.at;
      this.take(event, 0);
      this.settle();
    }
    this.passTime(until);
  }

  private passTime(until: number): void {
    for (;;) {
      const turn = Math.min(Infinity, ...this.turns());
      const next = this.runs.toSorted((a, b) => a.due - b.due || a.enteredAt - b.enteredAt || a.id - b.id)[0];
      if (Math.min(turn, next?.due ?? Infinity) > until) return;
      if (turn <= (next?.due ?? Infinity)) {
        this.now = turn;
        this.judgeAll();
        this.meet();
      } else {
        this.now = next!.due;
        this.leave(next!, this.node(next!).type === 'wait-duration' ? 'next' : 'timeout');
      }
      this.settle();
    }
  }

  /** Every later instant at which time alone could change a condition that somebody watches for. */
  private turns(): number[] {
    const rules = this.runs.flatMap((run) => {
      const { goals = [], exits = [] } = this.journeys[run.journey]!.settings ?? {};
      const node = this.node(run);
      return [
        ...[...goals, ...exits].flatMap(({ when }) => (when.on === 'condition' ? [when.rule] : [])),
        ...(node.type === 'wait-condition' ? [node.settings.rule as Rule] : []),
      ];
    });
    return rules
      .flatMap(comparisonsOf)
      .flatMap(({ fact, is, value }) => {
        const last = 'event' in fact ? this.facts.seen[fact.event]?.last : undefined;
        return last !== undefined && (is === 'within' || is === 'longer_ago')
          ? [last + milliseconds(value as string)]
          : [];
      })
      .filter((at) => at > this.now);
  }

  private take({ name, plan }: Omit<Happening, 'at'>, depth: number): void {
    const seen = (this.facts.seen[name] ??= { count: 0, last: 0 });
    seen.count += 1;
    seen.last = this.now;
    this.judgeAll({ name, plan });
    for (const run of [...this.runs]) {
      const { type, settings } = this.node(run);
      if (type !== 'wait-event') continue;
      const met = (settings.events as { id: string; event: string; filter?: Rule }[]).find(
        (each) => each.event === name && this.holds(each.filter, run, { plan }),
      );
      if (met) this.leave(run, met.id);
    }
    this.meet();
    for (const [journey, { nodes }] of Object.entries(this.journeys)) {
      for (const { id, type, settings } of nodes) {
        if (type !== 'event-trigger' || settings.event !== name) continue;
        if (this.holds(settings.filter as Rule | undefined, undefined, { plan }))
          this.enter(journey, id, { plan }, depth);
      }
    }
  }

  private enter(journey: string, node: string, entry: { plan: number }, depth: number): void {
    const { reentry = { rule: 'after_exit' } } = this.journeys[journey]!.settings ?? {};
    const past = this.past[journey];
    const inside = this.runs.filter((run) => run.journey === journey).length;
    const refused =
      depth >= 10
        ? 'depth'
        : reentry.rule === 'always'
          ? inside >= (reentry.atOnce ?? Infinity) && 'at_once'
          : past && (reentry.rule === 'once' || inside > 0) && reentry.rule;
    if (refused) {
      this.log.push(`${journey} refused ${refused} @${this.now}`);
      return;
    }
    this.past[journey] = { count: (past?.count ?? 0) + 1, lastExit: past?.lastExit ?? -Infinity };
    const at = this.now;
    const run: Run = {
      id: (this.ids += 1),
      journey,
      node,
      step: 0,
      enteredAt: at,
      arrivedAt: at,
      due: Infinity,
      entry,
      depth,
      reached: [],
      held: [],
      visits: {},
    };
    this.runs.push(run);
    for (const { id, when } of this.journeys[journey]!.settings?.goals ?? []) {
      if (when.on === 'condition' && this.holds(when.rule, run)) run.held.push(id);
    }
    const out = this.exits(run).some(({ when }) => when.on === 'condition' && this.holds(when.rule, run));
    if (out) this.end(run, 'ended', 'exit_rule');
    else this.leave(run, 'next');
  }

  /** Leaves by a port and walks on to the next rest. */
  private leave(run: Run, port: string): void {
    let next = this.pass(run, port);
    for (let taken = 0; next; taken++) {
      if (taken >= 100 || run.step >= 1_000) return this.end(run, 'failed', 'visit_limit');
      next = this.visit(run, next);
    }
  }

  private visit(run: Run, { type, settings }: JourneyNode): JourneyNode | undefined {
    const acts = ['set-attribute', 'tag', 'emit-event'].includes(type);
    if (acts && this.exits(run).some(({ when }) => when.on === 'condition' && this.holds(when.rule, run))) {
      return this.end(run, 'ended', 'exit_rule');
    }
    switch (type) {
      case 'if-else':
        return this.pass(run, this.holds(settings.rule as Rule, run) ? 'yes' : 'no');
      case 'multi-split': {
        const branches = settings.branches as { id: string; rule: Rule }[];
        return this.pass(run, branches.find(({ rule }) => this.holds(rule, run))?.id ?? 'else');
      }
      case 'wait-duration':
        run.due = run.arrivedAt + milliseconds(settings.for as string);
        return undefined;
      case 'wait-event':
        run.due = run.arrivedAt + milliseconds(settings.timeout as string);
        return undefined;
      case 'wait-condition':
        run.due = run.arrivedAt + milliseconds(settings.timeout as string);
        return this.holds(settings.rule as Rule, run) ? this.pass(run, 'met') : undefined;
      case 'end':
        return this.end(run, 'ended', 'completed');
    }
    const next = this.pass(run, 'next');
    if (type === 'emit-event') this.follows.push({ name: settings.event as string, plan: NaN, depth: run.depth + 1 });
    else this.unsettled = true;
    if (type === 'set-attribute') this.facts.attributes[settings.attribute as string] = settings.value;
    if (type === 'tag' && settings.change !== 'remove') this.facts.tags.add(settings.tag as string);
    if (type === 'tag' && settings.change === 'remove') this.facts.tags.delete(settings.tag as string);
    return next;
  }

  /** Writes the step and moves along the edge; where there is none the run is over. */
  private pass(run: Run, port: string): JourneyNode | undefined {
    const { edges, nodes } = this.journeys[run.journey]!;
    this.step(run, `.${port}`);
    const edge = edges.find(({ from, port: by }) => from === run.node && by === port);
    if (!edge) {
      this.over(run, 'completed');
      return undefined;
    }
    run.node = edge.to;
    run.arrivedAt = this.now;
    const node = nodes.find(({ id }) => id === edge.to)!;
    if (node.visits === undefined) return node;
    run.visits[node.id] = (run.visits[node.id] ?? 0) + 1;
    return run.visits[node.id]! <= node.visits ? node : this.end(run, 'failed', 'visit_limit');
  }

  private step(run: Run, how: string): void {
    run.step += 1;
    run.due = Infinity;
    this.log.push(`${run.journey} ${run.id} ${run.node}${how} @${this.now}`);
  }

  private end(run: Run, outcome: string, reason: string): undefined {
    this.step(run, `:${outcome}`);
    this.over(run, reason);
    return undefined;
  }

  private over(run: Run, reason: string): void {
    this.runs = this.runs.filter((each) => each !== run);
    this.past[run.journey]!.lastExit = this.now;
    this.log.push(`${run.journey} ${run.id} over ${reason} @${this.now}`);
  }

  private judgeAll(event?: { name: string; plan: number }): void {
    for (const run of [...this.runs]) this.judge(run, event);
  }

  private judge(run: Run, event: { name: string; plan: number } | undefined): void {
    const fires = (when: Watch) =>
      when.on === 'event'
        ? event?.name === when.event && this.holds(when.filter, run, event)
        : when.on === 'condition' && this.holds(when.rule, run);
    const verdicts: string[] = [];
    for (const { id, when, within, effect } of this.journeys[run.journey]!.settings?.goals ?? []) {
      if (run.reached.includes(id) || (within && this.now - run.enteredAt >= milliseconds(within))) continue;
      if (!fires(when)) run.held = run.held.filter((each) => each !== id);
      else if (!run.held.includes(id)) {
        run.reached.push(id);
        verdicts.push(id);
        if (effect === 'exit') {
          for (const goal of verdicts) this.log.push(`${run.journey} ${run.id} goal ${goal} @${this.now}`);
          this.end(run, 'ended', 'goal');
          return;
        }
      }
    }
    const exit = this.exits(run).some(({ when }) => fires(when));
    for (const goal of verdicts) this.log.push(`${run.journey} ${run.id} goal ${goal} @${this.now}`);
    if (exit) this.end(run, 'ended', 'exit_rule');
  }

  private meet(): void {
    for (const run of [...this.runs]) {
      const { type, settings } = this.node(run);
      if (type === 'wait-condition' && this.holds(settings.rule as Rule, run)) this.leave(run, 'met');
    }
  }

  private settle(): void {
    for (let done = 0; ;) {
      if (this.unsettled) {
        this.unsettled = false;
        this.judgeAll();
        this.meet();
        continue;
      }
      const next = this.follows.shift();
      if (!next) return;
      done += 1;
      if (done > 64) this.tooMuch = true;
      else this.take(next, next.depth);
    }
  }

  private holds(rule: Rule | undefined, run?: Run, atHand?: { plan: number }): boolean {
    return rule === undefined || this.facts.holds(rule, { now: this.now, entry: run?.entry, atHand });
  }

  private exits(run: Run) {
    return this.journeys[run.journey]!.settings?.exits ?? [];
  }

  private node(run: Run): JourneyNode {
    return this.journeys[run.journey]!.nodes.find(({ id }) => id === run.node)!;
  }
}
