import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
export const TICKS = 100;

/** CPU seconds: of this process, threads included, and of Postgres with all its sessions, ended ones too. */
export interface ProcessorTime {
  node: number;
  /** NaN where there is no /proc. */
  postgres: number;
}

/** A reading of now. Two of them, subtracted, tell what lay between. */
export function processorTime(postmaster: number): ProcessorTime {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1e6, postgres: postgresTime(postmaster) };
}

export function since(before: ProcessorTime, now: ProcessorTime): ProcessorTime {
  return { node: now.node - before.node, postgres: now.postgres - before.postgres };
}

function postgresTime(postmaster: number): number {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return NaN;
  }
  let ticks = 0;
  for (const pid of pids) {
    const times = timesOf(pid);
    // What ended children used stands with the postmaster, which waited for them.
    if (Number(pid) === postmaster) ticks += times?.withEndedChildren ?? NaN;
    else if (times?.parent === postmaster) ticks += times.own;
  }
  return ticks / TICKS;
}

/** See proc_pid_stat(5); the fields are counted behind the program's name, which may hold anything. */
export function timesOf(pid: string): { parent: number; own: number; withEndedChildren: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
    return { parent: parent!, own: user! + system!, withEndedChildren: user! + system! + endedUser! + endedSystem! };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
