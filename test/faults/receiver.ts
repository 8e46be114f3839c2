import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * How a call fares: taken; refused with a 500; neither answered nor taken; or taken, and the answer never comes
 * (Temporal's ExecuteAndTimeout).
 */
export type Fate = 'ok' | '500' | 'timeout' | 'taken-then-timeout';

/** H1: a webhook's other side, with a ledger on disk of every call it took, by idempotency key. */
export class Receiver {
  /** Decides the fate of the next call. */
  fate: () => Fate = () => 'ok';
  /** How long it thinks before it answers, in milliseconds. */
  thinks = 0;
  /** Calls that came, whatever became of them. */
  calls = 0;
  /** The ports that calls are under way from: a frozen or killed caller shows here. */
  readonly open = new Set<number>();

  private constructor(
    private readonly server: Server,
    private readonly file: string,
    private readonly ledgerFile: number,
  ) {}

  static async start(file: string): Promise<Receiver> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => void receiver.take(request, response));
    });
    const receiver = new Receiver(server, file, openSync(file, 'a'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Calls taken, by key, as they stand on disk. */
  ledger(): Map<string, number> {
    const ledger = new Map<string, number>();
    for (const key of readFileSync(this.file, 'utf8').split('\n').slice(0, -1))
      ledger.set(key, (ledger.get(key) ?? 0) + 1);
    return ledger;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    closeSync(this.ledgerFile);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const fate = this.fate();
    if (fate === 'ok' || fate === 'taken-then-timeout') {
      writeSync(this.ledgerFile, `${String(request.headers['idempotency-key'])}\n`);
      fdatasyncSync(this.ledgerFile);
    }
    const { remotePort = 0 } = request.socket;
    this.open.add(remotePort);
    response.on('close', () => this.open.delete(remotePort));
    if (fate === 'timeout' || fate === 'taken-then-timeout') return;
    await pause(this.thinks);
    response.writeHead(fate === '500' ? 500 : 204).end();
  }
}
