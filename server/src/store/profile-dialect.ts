import type { SqlDialect } from '@sojourn/rules';

/** The facts of the profile `p` (a row of the table `profile`) as SQL, for `compileSql`. */
export const PROFILE_DIALECT: SqlDialect = {
  attribute: (name, bind) => `(p.attributes -> ${bind(name, 'text')})`,
  facts: (keys) =>
    `from profile_fact f where f.workspace_id = p.workspace_id and f.shard = p.shard and f.profile_id = p.id and f.event = any(${keys})`,
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
