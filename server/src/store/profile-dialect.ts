import type { Bind, SqlDialect } from '@sojourn/rules';

/** The facts of the profile `p` (a row of the table `profile`) as SQL, for `compileSql`. */
export const PROFILE_DIALECT: SqlDialect = {
  attribute: (name, bind) => `(p.attributes -> ${bind(name, 'text')})`,
  facts: (keys, bind) =>
    `from profile_fact f where f.workspace_id = p.workspace_id and f.shard = p.shard and f.profile_id = p.id
       and f.event = any(${bind(keys, 'text[]')})`,
  stage: (which, model, bind) => {
    if (model === undefined) {
      const since = `nullif(p.stage_since, '-infinity')`;
      return { current: 'p.stage', previous: 'p.previous_stage', since }[which];
    }
    const layer = `p.layers -> ${bind(model, 'text')}`;
    return which === 'since'
      ? `rule_instant(${layer} -> 'since')`
      : `(${layer} ->> '${which === 'current' ? 'stage' : 'previous'}')`;
  },
  consent: (channel, topic, bind) => `(p.consents -> ${bind(channel, 'text')} ->> ${bind(topic, 'text')})::boolean`,
  seen: (which) => `p.${which}_seen`,
  score: (name, bind) => `(p.scores ->> ${bind(name, 'text')})::float8`,
  tagged: (tag, bind) => `p.tags ? ${bind(tag, 'text')}`,
  journey: (id, measure, bind) => {
    const runs = `from entry_ledger l where l.workspace_id = p.workspace_id and l.shard = p.shard and l.profile_id = p.id
      and l.journey_id::text = ${bind(id, 'text')}`;
    if (measure === 'last_entry') return `(select max(l.last_entry) ${runs})`;
    if (measure === 'last_exit') return `(select max(l.last_exit) ${runs})`;
    const column = { live: 'live', entries: 'count', goals: 'goals' }[measure];
    return `(select coalesce(sum(l.${column}), 0)::float8 ${runs})`;
  },
  tasks: () =>
    `(select count(*)::float8 from human_task t where t.workspace_id = p.workspace_id and t.profile_id = p.id and t.state = 'open')`,
  instant: (json) => `rule_instant(${json})`,
};

/**
 * The same for a statement about many profiles at once: what is told of an event is joined once, for all of them, where
 * `PROFILE_DIALECT` looks it up profile by profile. `joins` stands behind `profile p`; it is read after the rule was compiled.
 */
export function joiningDialect(): { dialect: SqlDialect; joins: () => string } {
  const joined = new Map<string, { alias: string; join: string }>();
  const row = (key: string, bind: Bind): string => {
    let known = joined.get(key);
    if (!known) {
      const alias = `f${joined.size}`;
      const join = `left join profile_fact ${alias} on ${alias}.workspace_id = p.workspace_id and ${alias}.shard = p.shard
        and ${alias}.profile_id = p.id and ${alias}.event = ${bind(key, 'text')}`;
      joined.set(key, (known = { alias, join }));
    }
    return known.alias;
  };
  const facts = (keys: readonly string[], bind: Bind) => {
    const rows = keys.map((key) => {
      const alias = row(key, bind);
      return `select ${FACT_COLUMNS.map((column) => `${alias}.${column}`).join(', ')}`;
    });
    if (rows.length === 0) return 'from profile_fact f where false';
    return `from (${rows.join(' union all ')}) as f where f.event is not null`;
  };
  return {
    dialect: { ...PROFILE_DIALECT, facts, row },
    joins: () => [...joined.values()].map(({ join }) => join).join(' '),
  };
}

const FACT_COLUMNS = ['event', 'count', 'first_at', 'last_at', 'sums', 'recent', 'days', 'kept'] as const;
