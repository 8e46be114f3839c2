import { Controller, Req, Res } from '@nestjs/common';
import type { HealthReply } from '@sojourn/api';
import { MINUTE } from '@sojourn/rules';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { Clock } from '../store/clock.js';
import { NotSignedIn, Unavailable } from '../http/problem.js';
import { Open } from '../http/serve.js';
import { HealthStore } from '../store/health.store.js';
import { KeysStore } from '../store/keys.store.js';

/** What is due is done by then, in milliseconds, where all is well. */
const PROMISE = MINUTE;

/** For whoever watches the server: a probe, a dashboard. Nothing of people is in any of it. */
@Controller()
export class HealthController {
  private readonly metrics = new Registry();

  constructor(
    private readonly health: HealthStore,
    private readonly keys: KeysStore,
    private readonly clock: Clock,
  ) {
    collectDefaultMetrics({ register: this.metrics });
    const registers = [this.metrics];
    const backlog = () => this.health.backlog();
    const lateness = async () => this.health.lateness(await this.clock.now());
    // `collect` is called with the gauge as `this` whenever somebody reads the metrics.
    new Gauge({
      name: 'sojourn_inbox_backlog',
      help: 'Arrivals waiting to be played, at most 100000.',
      registers,
      async collect() {
        this.set(await backlog());
      },
    });
    new Gauge({
      name: 'sojourn_lateness_seconds',
      help: 'How late the oldest due wake-up is.',
      registers,
      async collect() {
        this.set((await lateness()) / 1_000);
      },
    });
    const stuck = async () => this.health.stuck((await this.clock.now()) - PROMISE);
    new Gauge({
      name: 'sojourn_stuck',
      help: 'Enrollments, stages and messages whose time came more than a minute ago and that nobody has moved; should be 0.',
      registers,
      async collect() {
        this.set(await stuck());
      },
    });
  }

  @Open('GET', '/health', 'probes have no session; two numbers and no names')
  async state(): Promise<HealthReply> {
    const [backlog, latenessMs] = await Promise.all([
      this.health.backlog(),
      this.health.lateness(await this.clock.now()),
    ]);
    return { status: backlog >= 100_000 || latenessMs > PROMISE ? 'degraded' : 'ok', backlog, latenessMs };
  }

  @Open('GET', '/ready', 'probes have no session; yes or no')
  async ready(): Promise<{ ready: true }> {
    await this.health.answers().catch(() => {
      throw new Unavailable('The database does not answer.');
    });
    return { ready: true };
  }

  @Open('GET', '/metrics', 'checked by itself: from this machine, or with an API key that may read')
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!isLocal(request)) await this.admit(request);
    void reply.type(this.metrics.contentType).send(await this.metrics.metrics());
  }

  private async admit(request: FastifyRequest): Promise<void> {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const key = bearer === undefined ? undefined : await this.keys.find(bearer, await this.clock.now());
    if (!key?.scopes.some((scope) => scope !== 'ingest')) throw new NotSignedIn('Send an API key that may read.');
  }
}

/** A request that a proxy on this machine passes on is not from this machine. */
function isLocal(request: FastifyRequest): boolean {
  const { ip, headers } = request;
  return (
    headers['x-forwarded-for'] === undefined && headers.forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(ip)
  );
}
