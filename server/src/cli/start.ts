import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { SetupService } from '../access/setup.service.js';
import { type Config, readConfig } from '../config.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { StartRefusal } from '../database/start-refusal.js';
import { type App, createApp } from '../main.js';
import { SampleService } from '../sample/sample.service.js';
import { readSecret } from '../secret.js';
import type { Command, Terminal } from './command.js';

/** A stop that takes longer than this is cut short: whoever asked for it kills us after 30 seconds anyway. */
const LONGEST_STOP = 25_000;

export const command: Command = {
  name: 'start',
  usage: '[--sample]',
  summary: {
    en: 'Starts the server: database, API, engine and console.',
    zh: '启动服务：数据库、接口、引擎和控制台。',
  },
  help: {
    en: `
Starts everything at one address, on the Postgres that came with npm unless DATABASE_URL names another, and prints
the address. While nobody can sign in it also prints a link to set the server up, once and within an hour.

  --sample   loads a sample shop to look around in

Settings come from the environment; docs/settings.md lists them. Ctrl-C or SIGTERM stops it in order.`,
    zh: `
在一个地址上启动全部服务：默认使用随 npm 安装的 Postgres，设置 DATABASE_URL 则使用指定的数据库。启动后打印地址；
还没有成员时，同时打印一次性的初始化链接，一小时内有效。

  --sample   载入示例商店

设置来自环境变量，见 docs/settings.md。按 Ctrl-C 或发送 SIGTERM 可有序停止。`,
  },
  run: (args, terminal) => {
    const { values } = parseArgs({ args, options: { sample: { type: 'boolean', default: false } } });
    return start(readConfig(process.env), terminal, values.sample);
  },
};

/** Runs the server until a signal ends it. Returns the exit code. */
async function start(config: Config, terminal: Terminal, sample: boolean): Promise<number> {
  const stop = new Stop();
  try {
    const log = (text: string) => terminal.err(text);
    const opened = await openDatabase({
      url: config.databaseUrl,
      migrationUrl: config.migrationUrl,
      dataDir: config.dataDir,
      log,
    });
    stop.last(() => opened.close());
    if (stop.asked) return await stop.now();
    await migrate(opened.migrationUrl, log, opened.url);
    if (stop.asked) return await stop.now();
    // What people read goes to stdout; the log, for machines, goes to stderr.
    const written = pino({ level: config.logLevel, base: undefined }, pino.destination({ dest: 2, sync: false }));
    const app = await createApp({ databaseUrl: opened.url, config, secret: readSecret(config), log: written });
    stop.last(() => app.close());
    await makeAdmin(app, config);
    // Only asked for here: it is loaded in the background, with its progress in the console.
    if (sample && serves(config)) await app.get(SampleService).loadForAll(terminal.language);
    const token = serves(config) ? await app.get(SetupService).issueToken() : undefined;
    // From here on it serves, and a database that goes away is waited for: nothing more of the start may need it.
    const address = await app.listen(config.host, await portFor(config));
    welcome(config, address, token, terminal);
    await stop.whenAsked;
    terminal.err(terminal.language === 'zh' ? '正在停止…' : 'Stopping …');
    return await stop.now();
  } catch (error) {
    await stop.now();
    throw error;
  }
}

function welcome(config: Config, address: string, token: string | undefined, terminal: Terminal): void {
  const zh = terminal.language === 'zh';
  const base = config.publicUrl ?? address;
  terminal.out(zh ? `Sojourn 已就绪：${base}` : `Sojourn is ready: ${base}`);
  const exposed = !['127.0.0.1', '::1', 'localhost'].includes(config.host);
  if (exposed && !config.publicUrl?.startsWith('https:')) {
    terminal.err(
      zh
        ? '警告：服务可被其他机器访问，但没有 https。请在前面放置支持 TLS 的代理，并设置 PUBLIC_URL。'
        : 'Warning: other machines can reach this server, and without https. Put a proxy with TLS in front and set PUBLIC_URL.',
    );
  }
  if (config.databaseUrl !== undefined && config.migrationUrl === undefined) {
    terminal.err(
      zh
        ? '提示：DATABASE_URL 的角色可以修改表结构，也就能改动审计日志；可用 DATABASE_MIGRATION_URL 分开两个角色。'
        : 'Note: the role of DATABASE_URL may change the schema, and so the audit log too; DATABASE_MIGRATION_URL separates the two.',
    );
  }
  if (token === undefined) return;
  terminal.out(
    zh
      ? `初始化（一次有效，一小时内）：${base}/setup?token=${token}`
      : `Set it up (once, within an hour): ${base}/setup?token=${token}`,
  );
}

/** ADMIN_EMAIL instead of the link: for installations that nobody watches. */
async function makeAdmin(app: App, config: Config): Promise<void> {
  const { adminEmail, adminPasswordFile } = config;
  if (adminEmail === undefined || adminPasswordFile === undefined || !serves(config)) return;
  let password: string;
  try {
    password = readFileSync(adminPasswordFile, 'utf8').trim();
  } catch {
    throw new StartRefusal(`ADMIN_PASSWORD_FILE cannot be read: ${adminPasswordFile}`);
  }
  const setup = app.get(SetupService);
  if (!(await setup.state()).needed) return;
  if (password.length < 12)
    throw new StartRefusal('The password in ADMIN_PASSWORD_FILE is too short. Use at least 12 characters.');
  const email = adminEmail.toLowerCase();
  await setup
    .makeFirst({ name: email.split('@')[0]!, email, password, workspace: 'Sojourn' })
    .catch((error: { extra?: { problems?: { message: string }[] } }) => {
      const words = error.extra?.problems?.[0]?.message;
      throw words === undefined ? error : new StartRefusal(`ADMIN_PASSWORD_FILE: ${words}`);
    });
}

/** Whether this process has the console; engines and senders answer probes only. */
function serves({ role }: Config): boolean {
  return role === 'all' || role === 'api';
}

/** PORT, or the first free one from 3000 on. */
async function portFor({ host, port }: Config): Promise<number> {
  if (port !== undefined) {
    if (!(await isFree(host, port))) {
      throw new StartRefusal(
        `Port ${port} of ${host} is taken. Stop the program that uses it, or set PORT to another.`,
      );
    }
    return port;
  }
  for (let candidate = 3_000; candidate < 3_100; candidate += 1) if (await isFree(host, candidate)) return candidate;
  return 0;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(new StartRefusal(`This machine has no address ${host} to listen on. Check HOST.`));
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Signals, heard before anything is started that would have to be ended. */
class Stop {
  private readonly steps: (() => Promise<void>)[] = [];
  private signals = 0;
  private ask!: () => void;
  readonly whenAsked = new Promise<void>((resolve) => (this.ask = resolve));
  private readonly heard = () => {
    this.signals += 1;
    // Whoever asks twice does not want to wait: Postgres is still ended in order when this process exits.
    if (this.signals > 1) process.exit(1);
    this.ask();
  };

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.heard);
  }

  get asked(): boolean {
    return this.signals > 0;
  }

  /** What to close; the last thing opened is closed first. */
  last(close: () => Promise<void>): void {
    this.steps.unshift(close);
  }

  async now(): Promise<number> {
    const timer = setTimeout(() => process.exit(1), LONGEST_STOP);
    for (const step of this.steps.splice(0)) {
      // One that fails must not keep the others, least of all Postgres, from being ended.
      await step().catch((error: Error) => process.stderr.write(`While stopping: ${error.name}\n`));
    }
    clearTimeout(timer);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, this.heard);
    return 0;
  }
}
