import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseClock } from '../../server/src/store/clock.js';
import { Database } from '../../server/src/store/database.js';
import { DedupeStore, type MessageKey, messageKey } from '../../server/src/store/dedupe.store.js';
import { InboxStore } from '../../server/src/store/inbox.store.js';
import { newId, shardOf } from '../../server/src/store/ids.js';
import { serve } from './program.js';

/**
 * What taking events in costs at least: bare node:http, JSON.parse, and the same inserts for dedupe and inbox, with as
 * many requests in a transaction as the server puts there. No framework, no key, no check of any field, no identities.
 */
interface Waiting {
  items: { messageId: string; userId: string; event: string; properties: object }[];
  answer: (accepted: number) => void;
}

const GROUP = { milliseconds: 2, items: 4_000, running: 3 };
const WORKSPACE = 1;

let database: Database;
let clock: DatabaseClock;
const [dedupe, inbox] = [new DedupeStore(), new InboxStore()];
const profiles = new Map<string, { profileId: string; shard: number }>();
const waiting: Waiting[] = [];
let running = 0;
let timer: NodeJS.Timeout | undefined;

serve({
  async listen(url: string) {
    database = Database.open(url, { max: GROUP.running + 1 });
    clock = new DatabaseClock(database);
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { batch?: Waiting['items'] } & Waiting['items'][0];
        const items = body.batch ?? [body];
        const answer = (accepted: number) => {
          const text = JSON.stringify({ success: true, accepted, duplicates: items.length - accepted, refused: [] });
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
          response.end(text);
        };
        waiting.push({ items, answer });
        timer ??= setTimeout(go, GROUP.milliseconds);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  },
  close: () => database.close(),
});

function go(): void {
  timer = undefined;
  while (waiting.length > 0 && running < GROUP.running) {
    const group: Waiting[] = [];
    for (let items = 0; waiting.length > 0 && items < GROUP.items; items += group.at(-1)!.items.length) {
      group.push(waiting.shift()!);
    }
    running += 1;
    void store(group).finally(() => {
      running -= 1;
      go();
    });
  }
}

async function store(group: readonly Waiting[]): Promise<void> {
  const taken = await database.transaction(async (client) => {
    const at = await clock.now(client);
    const messages = new Map<string, MessageKey & { item: Waiting['items'][0] }>();
    for (const { items } of group) {
      for (const item of items) {
        const message = { workspaceId: WORKSPACE, messageId: item.messageId, item };
        messages.set(messageKey(message), message);
      }
    }
    const fresh = await dedupe.take(client, messages, at);
    await inbox.enqueue(
      client,
      [...fresh].map((key) => {
        const { event, userId, messageId, properties } = messages.get(key)!.item;
        const row = { workspaceId: WORKSPACE, kind: 'event', name: event, messageId, occurredAt: at, acceptedAt: at };
        return { ...row, ...profileOf(userId, at), payload: { properties } };
      }),
    );
    return fresh;
  });
  for (const { items, answer } of group) {
    // Each message counts for whoever asks first.
    answer(items.filter(({ messageId }) => taken.delete(messageKey({ workspaceId: WORKSPACE, messageId }))).length);
  }
}

function profileOf(user: string, at: number): { profileId: string; shard: number } {
  let profile = profiles.get(user);
  if (!profile) {
    const profileId = newId(at);
    profile = { profileId, shard: shardOf(profileId) };
    profiles.set(user, profile);
  }
  return profile;
}
