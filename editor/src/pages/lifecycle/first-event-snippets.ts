/** Where events go, and with which write key. */
export interface Where {
  host: string;
  key: string;
}

/** Sends one order from a shell. The key is the user name; there is no password. */
export function curlSnippet({ host, key }: Where): string {
  const event = JSON.stringify(EVENT, null, 2).replaceAll("'", String.raw`'\''`);
  return `curl ${host}/v1/track \\
  -u '${key}:' \\
  -H 'Content-Type: application/json' \\
  -d '${event}'`;
}

/** Sends the same with Segment's own library. */
export function nodeSnippet({ host, key }: Where): string {
  return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${key}', host: '${host}' });

analytics.identify({ userId: 'ada', traits: { name: 'Ada', email: 'ada@example.com' } });
analytics.track({
  userId: '${EVENT.userId}',
  event: '${EVENT.event}',
  properties: ${JSON.stringify(EVENT.properties)
    .replaceAll('"', "'")
    .replace(/'(\w+)':/g, ' $1: ')
    .replace('}', ' }')},
});
await analytics.closeAndFlush();`;
}

const EVENT = {
  userId: 'ada',
  event: 'order_completed',
  properties: { order_id: 'A-1001', amount: 9900, currency: 'CNY' },
};
