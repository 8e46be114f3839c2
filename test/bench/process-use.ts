import { readFileSync } from 'node:fs';
import { TICKS, timesOf } from './processor-time.js';

/** CPU seconds of a process so far, threads included, and the most memory it ever had, in MB. NaN where there is no /proc. */
export function processUse(pid: number): { cpu: number; memory: number } {
  return { cpu: (timesOf(String(pid))?.own ?? NaN) / TICKS, memory: peakOf(pid) };
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return NaN;
  }
}
