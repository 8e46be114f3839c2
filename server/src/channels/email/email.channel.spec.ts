import { createHash } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Value } from '@sojourn/rules';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { Renderer } from '../../rendering/renderer.js';
import type { MailboxMessage } from '../../store/mailbox.store.js';
import type { Outgoing } from '../channel.js';
import { channelConformance, outgoing } from '../conformance.js';
import { parseSender } from './address.js';
import { EmailChannel } from './email.channel.js';
import { MailboxMailer } from './mailbox.mailer.js';
import { SmtpMailer, type SmtpOptions } from './smtp.mailer.js';

const never = new AbortController().signal;
const from = parseSender('The Shop <shop@example.com>');
const closing: (() => Promise<unknown>)[] = [];
const renderer = new Renderer();
afterAll(() => renderer.close());
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

channelConformance('e-mail by SMTP', async () => {
  const server = await mailServer();
  const { channel } = make(server.url, { connections: 3, silenceMs: 300 });
  const bench = closing.splice(0);
  const keys = new Map<string, string>();
  return {
    channel,
    limit: 3,
    silence: 'unknown',
    prepare: (message, treatment) => {
      keys.set(idOf(message.key), message.key);
      return to(`${treatment}.canary@example.com`, message);
    },
    keys: () => server.got.map(({ mail }) => keys.get(mail.messageId!) ?? ''),
    arrived: (key) => server.wait(({ mail }) => mail.messageId === idOf(key)),
    close: async () => {
      for (const close of bench.toReversed()) await close();
    },
  };
});

describe('a mail by SMTP', () => {
  it('goes to one address, with its words, a way out, and an id made of its key', async () => {
    const server = await mailServer();
    const message = to('ann@example.com', { key: 'run:node:7' });
    const [result] = await make(server.url).channel.send([message], never);
    expect(result).toMatchObject({ outcome: 'sent', providerId: expect.any(String) });
    const [{ mail, envelope }] = server.got as [Got];
    expect(envelope).toEqual({ from: 'shop@example.com', to: ['ann@example.com'] });
    expect(mail).toMatchObject({
      from: { name: 'The Shop', address: 'shop@example.com' },
      to: [{ address: 'ann@example.com' }],
      subject: 'Hello Zaphod Canary',
      messageId: idOf('run:node:7'),
    });
    expect(header(mail, 'list-unsubscribe')).toBe('<https://sojourn.example/u/token>');
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.html).toContain('<p>Hello Zaphod Canary</p>');
    expect(mail.html).toContain('<a href="https://sojourn.example/u/token">Unsubscribe</a>');
    expect(mail.text).toContain('Hello Zaphod Canary');
    expect(mail.text).toContain('https://sojourn.example/u/token');
  });

  it('that is transactional carries no way to unsubscribe', async () => {
    const server = await mailServer();
    await make(server.url).channel.send([to('ann@example.com', { transactional: true })], never);
    const [{ mail }] = server.got as [Got];
    expect(header(mail, 'list-unsubscribe')).toBeUndefined();
    expect(`${mail.html} ${mail.text}`).not.toContain('/u/token');
  });

  it.each([
    [{ unsubscribeUrl: undefined }, 'no_unsubscribe_link'],
    [{ unsubscribeUrl: 'https://x/\r\nBcc: a@example.com' }, 'no_unsubscribe_link'],
    [{ template: undefined }, 'no_template'],
    [{ template: { id: 't', version: 1, variants: {} } }, 'no_template'],
    [{ template: { id: 't', version: 1, variants: { en: { subject: '{% nope %}', body: '' } } } }, 'parse_failed'],
  ])('does not leave with %j', async (changes, reason) => {
    const server = await mailServer();
    const results = await make(server.url).channel.send([to('ann@example.com', changes as Partial<Outgoing>)], never);
    expect(results).toEqual([expect.objectContaining({ outcome: 'failed', reason })]);
    expect(server.got).toEqual([]);
  });

  it('cannot be given more headers, recipients or senders by a value (S23)', async () => {
    const server = await mailServer();
    const { channel } = make(server.url);
    const evil = 'x\r\nBcc: evil@example.com\r\nX-Evil: 1\r\n\r\n<script>';
    const message = to('ann@example.com', { key: evil, deliveryId: evil });
    message.profile.attributes.first_name = evil;
    message.workspace = { ...message.workspace, name: evil };
    await channel.send([message], never);
    const [{ mail, envelope, raw }] = server.got as [Got];
    expect(envelope.to).toEqual(['ann@example.com']);
    const names = mail.headers.map(({ key }) => key);
    expect(names).toEqual([...new Set(names)]);
    expect(names.toSorted()).toEqual([
      'content-type',
      'date',
      'from',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^(bcc|x-evil):/im);
  });

  it.each<[string, Value]>([
    ['two addresses', 'ann@example.com, bob@example.com'],
    ['a line break', 'ann@example.com\r\nBcc: bob@example.com'],
    ['a name', 'Ann <ann@example.com>'],
    ['a space', 'ann@example.com bob@example.com'],
    ['two ats', 'ann@@example.com'],
    ['no dot', 'ann@localhost'],
    ['no at', 'ann'],
    ['nothing', ''],
    ['a thousand', Array.from({ length: 1_000 }, (_, index) => `p${index}@example.com`)],
    ['an object', { address: 'ann@example.com' }],
    ['a number', 7],
    ['null', null],
  ])('has no address in %s', async (_, email) => {
    const server = await mailServer();
    const { channel } = make(server.url);
    const message = to('x', { profile: { id: 'p', attributes: { email } } });
    expect(channel.address(message.profile)).toBeUndefined();
    expect(await channel.send([message], never)).toEqual([
      expect.objectContaining({ outcome: 'failed', reason: 'no_address' }),
    ]);
    expect(server.got).toEqual([]);
  });

  it('is addressed without regard to case', () => {
    const { channel } = make('smtp://127.0.0.1:9');
    const attributes = { email: ' Ann.B+x@Example.COM ' };
    expect(channel.address({ id: 'p', attributes })).toBe('ann.b+x@example.com');
    expect(channel.address({ id: 'p', attributes: {}, identities: { email: 'Other@Example.com' } })).toBe(
      'other@example.com',
    );
  });

  it('is addressed as the profile said last, and by what it is known by where that is no address', () => {
    const { channel } = make('smtp://127.0.0.1:9');
    const identities = { email: 'old@example.com' };
    const of = (email: Value) => channel.address({ id: 'p', attributes: { email }, identities });
    expect(of('new@example.com')).toBe('new@example.com');
    for (const none of [null, '', 'ann', 'a@example.com, b@example.com', 7]) expect(of(none)).toBe('old@example.com');
  });

  it.each([
    [{ rcpt: 550 }, 'failed', 'smtp_550'],
    [{ rcpt: 451 }, 'retry', 'smtp_451'],
    [{ rcpt: 421 }, 'retry', 'smtp_421'],
    [{ data: 554 }, 'failed', 'smtp_554'],
    [{ data: 452 }, 'retry', 'smtp_452'],
    [{ mail: 530 }, 'retry', 'smtp_auth'],
    [{ greet: 554 }, 'retry', 'smtp_554'],
    [{ hangUp: 'connect' }, 'retry', 'connection_lost'],
    [{ hangUp: 'rcpt' }, 'retry', 'connection_lost'],
    [{ hangUp: 'data' }, 'unknown', 'connection_lost'],
  ] as const)('with %j is %s: %s', async (manners, outcome, reason) => {
    const port = await rudeServer(manners);
    const [result] = await make(`smtp://127.0.0.1:${port}`).channel.send([to('ann@example.com')], never);
    expect(result).toMatchObject({ outcome, reason });
    expect(String(result?.detail)).not.toContain('ann');
  });

  it('is tried again later where no server listens', async () => {
    const [result] = await make('smtp://127.0.0.1:1').channel.send([to('ann@example.com')], never);
    expect(result).toMatchObject({ outcome: 'retry', reason: 'connection_refused' });
  });
});

describe('the mailbox', () => {
  it('keeps what has no server to go to', async () => {
    const { channel, mailbox } = make(undefined);
    const message = to('ann@example.com', { key: 'run:node:1' });
    message.profile.attributes.first_name = 'Ann\0\ud800';
    expect(await channel.send([message], never)).toEqual([{ deliveryId: message.deliveryId, outcome: 'sent' }]);
    expect(mailbox).toEqual([
      expect.objectContaining({
        workspaceId: 1,
        deliveryId: message.deliveryId,
        key: 'run:node:1',
        to: 'ann@example.com',
        from: 'The Shop <shop@example.com>',
        subject: 'Hello Ann \ufffd',
        text: expect.stringContaining('Unsubscribe (https://sojourn.example/u/token)'),
        headers: expect.objectContaining({
          'Message-ID': idOf('run:node:1'),
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
        at: message.at,
      }),
    ]);
  });

  it('keeps every mail of a sample workspace, though there is a server', async () => {
    const server = await mailServer();
    const { channel, mailbox } = make(server.url);
    const sample = to('ann@example.com', { workspace: { id: 2, name: 'Sample', sample: true, secret: '' } });
    const results = await channel.send([sample, to('bob@example.com')], never);
    expect(results.map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
    expect(mailbox.map((message) => message.to)).toEqual(['ann@example.com']);
    expect(server.got.map(({ envelope }) => envelope.to)).toEqual([['bob@example.com']]);
  });
});

describe('the sender of mails', () => {
  it.each([
    ['Our Shop <hello@example.com>', { name: 'Our Shop', address: 'hello@example.com', domain: 'example.com' }],
    ['"Shop, Ltd." <a@b.c>', { name: 'Shop, Ltd.', address: 'a@b.c', domain: 'b.c' }],
    ['Sojourn <sojourn@localhost>', { name: 'Sojourn', address: 'sojourn@localhost', domain: 'localhost' }],
    ['hello@example.com', { name: '', address: 'hello@example.com', domain: 'example.com' }],
  ])('is read from %s', (text, sender) => expect(parseSender(text)).toEqual(sender));

  it.each(['', 'nobody', 'a@b, c@d', 'A <a@b> <c@d>', 'A\r\nBcc: x@y <a@b>', '<a b@c>'])(
    'is refused in words: %j',
    (text) => expect(() => parseSender(text)).toThrow(/is no sender of mails. Write it as/),
  );
});

interface Got {
  mail: Email;
  raw: string;
  envelope: { from: string; to: string[] };
}

function idOf(key: string): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@example.com>`;
}

function header(mail: Email, name: string): string | undefined {
  return mail.headers.find(({ key }) => key === name)?.value;
}

function to(email: string, changes: Partial<Outgoing> = {}): Outgoing {
  const message = outgoing(changes);
  return changes.profile && !changes.deliveryId
    ? message
    : { ...message, profile: { ...message.profile, identities: { email } } };
}

function make(url: string | undefined, options: Partial<SmtpOptions> = {}) {
  const mailbox: Omit<MailboxMessage, 'id'>[] = [];
  const put = async (messages: readonly Omit<MailboxMessage, 'id'>[]) => void mailbox.push(...messages);
  const server = url ? new SmtpMailer({ url, from, connectMs: 1_000, silenceMs: 1_000, ...options }) : undefined;
  const kept = new MailboxMailer({ put }, 'The Shop <shop@example.com>');
  const channel = new EmailChannel({ renderer, from, mailbox: kept, server });
  closing.push(() => channel.close());
  return { channel, mailbox };
}

/** A real mail server. What is sent to refuse…, later… and silent… fares as the name says. */
async function mailServer(options: SMTPServerOptions = {}) {
  const got: Got[] = [];
  const waiting: { wanted: (one: Got) => boolean; done: () => void }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 1,
    logger: false,
    onRcptTo: ({ address }, _session, callback) => {
      if (address.startsWith('refuse')) return callback(reply(550, `5.1.1 <${address}> is unknown to Zaphod`));
      if (address.startsWith('later')) return callback(reply(451, `4.3.0 <${address}> come back`));
      return callback();
    },
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const recipients = envelope.rcptTo.map(({ address }) => address);
        void PostalMime.parse(raw).then((mail) => {
          const one = {
            mail,
            raw,
            envelope: { from: envelope.mailFrom ? envelope.mailFrom.address : '', to: recipients },
          };
          got.push(one);
          for (const { wanted, done } of waiting) if (wanted(one)) done();
          if (!recipients[0]?.startsWith('silent')) callback(null, 'OK: queued as ABC123');
        });
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const wait = (wanted: (one: Got) => boolean) =>
    new Promise<void>((done) => (got.some(wanted) ? done() : waiting.push({ wanted, done })));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, got, wait };
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

interface Manners {
  greet?: number;
  mail?: number;
  rcpt?: number;
  data?: number;
  hangUp?: 'connect' | 'rcpt' | 'data';
}

/** As little of SMTP as it takes to misbehave at a chosen place. */
async function rudeServer({ greet, mail, rcpt, data, hangUp }: Manners): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const say = (code: number) => socket.write(`${code} ${code}.0.0 ann@example.com said\r\n`);
    if (hangUp === 'connect') return void socket.destroy();
    say(greet ?? 220);
    let inData = false;
    let line = '';
    socket.on('data', (chunk) => {
      line += chunk.toString();
      for (let end = line.indexOf('\r\n'); end >= 0; end = line.indexOf('\r\n')) {
        const command = line.slice(0, end);
        line = line.slice(end + 2);
        if (inData) {
          if (command !== '.') continue;
          inData = false;
          if (hangUp === 'data') return void socket.destroy();
          say(data ?? 250);
        } else if (command.startsWith('MAIL')) say(mail ?? 250);
        else if (command.startsWith('RCPT')) {
          if (hangUp === 'rcpt') return void socket.destroy();
          say(rcpt ?? 250);
        } else if (command === 'DATA') {
          inData = true;
          say(354);
        } else say(command === 'QUIT' ? 221 : 250);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
