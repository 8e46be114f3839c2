import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A webhook's other side that takes its time, and keeps a ledger of every call it answered, by idempotency key. */
export class SlowReceiver {
  /** Calls by key. */
  readonly ledger = new Map<string, number>();
  calls = 0;

  private constructor(private readonly server: Server) {}

  static async start(milliseconds: number): Promise<SlowReceiver> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        receiver.calls += 1;
        const key = String(request.headers['idempotency-key']);
        receiver.ledger.set(key, (receiver.ledger.get(key) ?? 0) + 1);
        void pause(milliseconds).then(() => response.writeHead(204).end());
      });
    });
    const receiver = new SlowReceiver(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
