import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One client behind the proxy, and its way to Postgres. */
interface Link {
  client: Socket;
  postgres: Socket;
  /** Neither side hears the other any more, and neither connection is closed. */
  silent: boolean;
  /** A COMMIT is on its way whose answer nobody may hear. */
  dropping: boolean;
}

/** H2: stands before Postgres and does what networks do: cuts, falls silent, and loses the answer to a COMMIT. */
export class PostgresProxy {
  /** Whether the answer to the next COMMIT is lost, and the connection with it. */
  loses: () => boolean = () => false;
  /** How many answers were lost: each COMMIT was carried out, and its caller saw the connection end instead. */
  lost = 0;
  private readonly links = new Set<Link>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(url: string): Promise<PostgresProxy> {
    const server = createServer((client) => proxy.link(client));
    const proxy = new PostgresProxy(server, new URL(url));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  /** The address of the database through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const link of this.links) this.end(link);
  }

  /** Lets every connection there is fall silent for good; new ones work. Returns how many there were. */
  silence(): number {
    for (const link of this.links) {
      link.silent = true;
      link.client.pause();
      link.postgres.pause();
    }
    return this.links.size;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private link(client: Socket): void {
    const postgres = connect(Number(this.target.port), this.target.hostname);
    const link: Link = { client, postgres, silent: false, dropping: false };
    this.links.add(link);
    const asked = new Messages(true);
    const answered = new Messages(false);
    client.on('data', (bytes) => {
      for (const { type, body } of asked.read(bytes)) {
        if (type !== 'Q' || !/^commit\b/i.test(body.toString('latin1'))) continue;
        link.dropping = this.loses();
      }
      if (!link.silent) postgres.write(bytes);
    });
    postgres.on('data', (bytes) => {
      // Read until Postgres says that it is done: then it is committed, and only its caller does not know.
      const messages = answered.read(bytes);
      if (!link.dropping) {
        if (!link.silent) client.write(bytes);
        return;
      }
      const tag = messages.find(({ type }) => type === 'C' || type === 'E');
      if (!tag) return;
      if (tag.body.toString('latin1').startsWith('COMMIT')) this.lost += 1;
      this.end(link);
    });
    for (const socket of [client, postgres]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.end(link));
    }
  }

  private end(link: Link): void {
    this.links.delete(link);
    link.client.destroy();
    link.postgres.destroy();
  }
}

/** Cuts a stream of Postgres's protocol into its messages: a type, a length, a body; the first of a client has no type. */
class Messages {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private untyped: boolean) {}

  read(bytes: Buffer): { type: string; body: Buffer }[] {
    this.rest = Buffer.concat([this.rest, bytes]);
    const messages: { type: string; body: Buffer }[] = [];
    for (;;) {
      const head = this.untyped ? 0 : 1;
      if (this.rest.length < head + 4) return messages;
      const end = head + this.rest.readInt32BE(head);
      if (this.rest.length < end) return messages;
      const type = this.untyped ? '' : String.fromCharCode(this.rest[0]!);
      messages.push({ type, body: this.rest.subarray(head + 4, end) });
      this.rest = this.rest.subarray(end);
      this.untyped = false;
    }
  }
}
