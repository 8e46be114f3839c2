import { connect } from 'node:net';
import { Random } from '../../server/src/sample/random.js';
import { serve } from './program.js';

/** What the generator sends, and where. */
export interface Load {
  port: number;
  /** `/v1/batch` for batches, `/v1/track` for one event a request. */
  path: string;
  authorization: string;
  connections: number;
  events: number;
  perRequest: number;
  /** Makes message ids and people another run's. */
  run: string;
}

/** What came of it. Latencies are milliseconds from a request's first byte out to its answer's last byte in. */
export interface Sent {
  seconds: number;
  accepted: number;
  duplicates: number;
  p50: number;
  p99: number;
}

/** One event in fifty is sent a second time, by another request. */
const AGAIN = 0.02;

/** One in fifty is what the standard journey waits for. */
const SIGN_UPS = 0.02;

/** The load generator: keeps every connection busy with one request at a time, all of them made before the clock runs. */
serve({
  async send(load: Load): Promise<Sent> {
    const requests = requestsOf(load);
    const latencies: number[] = [];
    const sum = { accepted: 0, duplicates: 0 };
    const started = performance.now();
    const lane = async () => {
      const connection = await open(load.port);
      for (let request = requests.pop(); request; request = requests.pop()) {
        const begun = performance.now();
        const { accepted, duplicates } = await connection.exchange(request);
        latencies.push(performance.now() - begun);
        sum.accepted += accepted;
        sum.duplicates += duplicates;
      }
      connection.end();
    };
    await Promise.all(Array.from({ length: load.connections }, lane));
    const seconds = (performance.now() - started) / 1_000;
    latencies.sort((a, b) => a - b);
    const at = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))]!;
    return { seconds, ...sum, p50: at(0.5), p99: at(0.99) };
  },
});

function requestsOf({ path, authorization, events, perRequest, run }: Load): Buffer[] {
  const random = new Random(4, events, perRequest);
  const all: object[] = [];
  for (let index = 0; all.length < events; index += 1) {
    const event = {
      type: 'track',
      event: random.chance(SIGN_UPS) ? 'signed_up' : 'product_viewed',
      userId: `${run}-u${random.whole(1, Math.ceil(events / 4))}`,
      messageId: `${run}-m${index}`,
      timestamp: new Date().toISOString(),
      properties: { sku: `SKU-${random.whole(1, 5_000)}`, price: random.whole(100, 99_900) / 100, source: 'search' },
    };
    all.push(event);
    if (random.chance(AGAIN) && all.length < events) all.splice(random.whole(0, all.length - 1), 0, event);
  }
  const requests: Buffer[] = [];
  for (let first = 0; first < all.length; first += perRequest) {
    const body = JSON.stringify(perRequest === 1 ? all[first] : { batch: all.slice(first, first + perRequest) });
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Authorization: ${authorization}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    requests.push(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`));
  }
  return requests;
}

interface Connection {
  exchange(request: Buffer): Promise<{ accepted: number; duplicates: number }>;
  end(): void;
}

/** A connection that is kept: bare sockets, since a client library would take more of the machine than the server. */
function open(port: number): Promise<Connection> {
  return new Promise((opened, failed) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let text = '';
    let waiting: { done: (reply: { accepted: number; duplicates: number }) => void; failed: (error: Error) => void };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const body = text.indexOf('\r\n\r\n') + 4;
      if (body < 4) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < body + length) return;
      const reply = text;
      text = '';
      if (!reply.startsWith('HTTP/1.1 200')) waiting.failed(new Error(reply));
      else waiting.done(JSON.parse(reply.slice(body)) as { accepted: number; duplicates: number });
    });
    socket.once('error', (error) => {
      failed(error);
      waiting?.failed(error);
    });
    socket.once('connect', () =>
      opened({
        exchange: (request) =>
          new Promise((done, broken) => {
            waiting = { done, failed: broken };
            socket.write(request);
          }),
        end: () => socket.end(),
      }),
    );
  });
}
