import { z } from 'zod';
import { StartRefusal } from './database/start-refusal.js';

/** Every setting, declared once: its name in the environment, its shape and default, and what the documentation says. */
export const SETTINGS = {
  host: setting(
    'HOST',
    z.string().min(1).default('127.0.0.1'),
    'The address to listen on. Anything but the loopback needs TLS in front.',
  ),
  port: setting(
    'PORT',
    integer(0, 65_535).optional(),
    'The port to listen on. Unset, it is 3000 or the next free one.',
  ),
  publicUrl: setting(
    'PUBLIC_URL',
    z
      .url({ protocol: /^https?$/ })
      .transform(originOf)
      .optional(),
    'Where people reach this server, for links in mails. With https, cookies are sent over https only. Unset, it is the address listened on.',
  ),
  trustProxy: setting(
    'TRUST_PROXY',
    list().default([]),
    'Addresses or networks of the proxies in front, comma-separated: only they may say who the client is.',
  ),
  role: setting('SOJOURN_ROLE', z.enum(['all', 'api', 'engine', 'sender']).default('all'), 'What this process does.'),
  dataDir: setting(
    'SOJOURN_DATA',
    z.string().min(1).default('.data'),
    'Where the embedded Postgres and the secret file live.',
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    postgres().optional(),
    'Your own Postgres, 15 to 18. Unset, the one from npm is started.',
  ),
  migrationUrl: setting(
    'DATABASE_MIGRATION_URL',
    postgres().optional(),
    'A database role that may change the schema, where the one of DATABASE_URL may not.',
  ),
  databasePool: setting(
    'DATABASE_POOL',
    integer(4, 200).default(12),
    'At most this many connections for the API and ingestion of this process.',
  ),
  redisUrl: setting(
    'REDIS_URL',
    z.url({ protocol: /^rediss?$/ }).optional(),
    'Turns on Bull, which wakes workers on other machines.',
  ),
  secret: setting(
    'SECRET',
    z.string().optional(),
    'At least 32 random bytes; everything signed or sealed depends on it. Unset, a file in SOJOURN_DATA is made at the first start.',
  ),
  adminEmail: setting(
    'ADMIN_EMAIL',
    z.email().optional(),
    'Makes the first member at the start instead of printing a set-up link. Needs ADMIN_PASSWORD_FILE.',
  ),
  adminPasswordFile: setting(
    'ADMIN_PASSWORD_FILE',
    z.string().min(1).optional(),
    'A file with the password of ADMIN_EMAIL.',
  ),
  smtpUrl: setting(
    'SMTP_URL',
    z.url({ protocol: /^smtps?$/ }).optional(),
    'The server that takes e-mails. Unset, they go to the mailbox in the console.',
  ),
  mailFrom: setting(
    'MAIL_FROM',
    z.string().min(3).max(320).default('Sojourn <sojourn@localhost>'),
    'Whom e-mails come from.',
  ),
  webhookAllow: setting(
    'WEBHOOK_ALLOW',
    list().default([]),
    'Private networks that webhooks may reach all the same, comma-separated, as 10.1.0.0/16.',
  ),
  ingestRate: setting(
    'INGEST_RATE',
    integer(1, 1_000_000).default(1_000),
    'Events a second that one write key may send, over the bursts of ten seconds.',
  ),
  apiRate: setting('API_RATE', integer(1, 1_000_000).default(600), 'Requests a minute that one API key may make.'),
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'How much is logged.',
  ),
};

type Settings = typeof SETTINGS;
export type Config = { [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

/** Reads the settings from an environment. Refuses to start on a wrong one, naming it and never showing its value. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const config: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, { variable, schema }] of Object.entries(SETTINGS)) {
    const given = env[variable]?.trim();
    const result = schema.safeParse(given === '' ? undefined : given);
    if (result.success) config[name] = result.data;
    else wrong.push(`${variable}: ${result.error.issues.map((issue) => issue.message).join(' ')}`);
  }
  if (env.ADMIN_EMAIL && !env.ADMIN_PASSWORD_FILE) wrong.push('ADMIN_EMAIL: it needs ADMIN_PASSWORD_FILE too.');
  if (wrong.length > 0) throw new StartRefusal(`These settings are not right:\n  ${wrong.join('\n  ')}`);
  return config as Config;
}

/** The table of docs/settings.md. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(({ variable, schema, text }) => {
    const byDefault: unknown = schema.safeParse(undefined).data;
    const shown =
      byDefault === undefined || (Array.isArray(byDefault) && byDefault.length === 0) ? '' : `\`${String(byDefault)}\``;
    return `| \`${variable}\` | ${shown} | ${text} |`;
  });
  return ['| Setting | Default | What it does |', '|---|---|---|', ...rows].join('\n');
}

function setting<Schema extends z.ZodType>(variable: string, schema: Schema, text: string) {
  return { variable, schema, text };
}

function integer(min: number, max: number) {
  return z.coerce.number().int().min(min).max(max);
}

function list() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
}

function postgres() {
  return z.string().regex(/^postgres(ql)?:\/\//, 'Write it as postgres://user:password@host:5432/database.');
}

function originOf(url: string): string {
  return new URL(url).origin;
}
