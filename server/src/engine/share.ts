import { SHARDS } from '../store/ids.js';

/** Who else plays shards. Nothing but speed hangs on the answer: a batch owns only the shards it locks (ENGINE D2). */
export interface Presence {
  readonly member: number;
  beat(): Promise<number[]>;
  close(): Promise<void>;
}

/** All shards, for a process that is alone. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/**
 * The shards that one player of one process tries. Processes share them evenly in the order of their numbers, players
 * of a process share its part. Who is not among the members (yet, or any more) tries all.
 */
export function shareOf(members: readonly number[], member: number, player: number, players: number): number[] {
  const place = members.indexOf(member);
  const parts = place < 0 ? players : members.length * players;
  const part = place < 0 ? player : place * players + player;
  return ALL_SHARDS.filter((shard) => shard % parts === part);
}
