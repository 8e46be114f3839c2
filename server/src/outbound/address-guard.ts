import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Words } from '@sojourn/rules';

/**
 * Everything that is not the public internet: this machine, private and carrier networks, link-local with the metadata
 * services of clouds, documentation, multicast, reserved, and the IPv6 forms that carry an IPv4 address inside.
 */
const PRIVATE = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
  '192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16',
  'fc00::/7 fe80::/10 fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '));

/** Raised, as the error of the connection, where a name leads to an address that is not to be called. */
export class BlockedAddress extends Error {
  readonly code = 'blocked_address';

  constructor() {
    super('The address lies in a private network.');
  }
}

/** Why an address cannot be called: it is none, or it leads where it may not. */
export interface UrlProblem {
  reason: 'bad_url' | 'blocked_address';
  message: Words;
}

/** How names are looked up; tests answer for themselves. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/**
 * Keeps what operators may type, webhook addresses, away from private networks (S4). A name is looked up once, all its
 * addresses are checked, and what was checked is what is dialled, so that a name cannot change its mind in between.
 */
export class AddressGuard {
  private readonly blocked = blockList(PRIVATE);
  private readonly allowed = new BlockList();
  private readonly allowedHosts = new Set<string>();

  /**
   * @param allow exceptions: `host:port` (or `[::1]:8080`), or networks such as `10.0.0.0/8`
   * @throws RangeError, in words, on an entry that is neither
   */
  constructor(
    allow: readonly string[] = [],
    private readonly resolve: Resolve = (host) => dns.promises.lookup(host, { all: true }),
  ) {
    for (const entry of allow) this.allow(entry);
  }

  /** What is wrong with an address as far as can be told without asking DNS: when it is saved, and before it is called. */
  checkUrl(text: string): UrlProblem | undefined {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      return bad({ en: 'Write a full address, starting with https://.', zh: '请填写以 https:// 开头的完整地址。' });
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return bad({ en: 'Only http:// and https:// can be called.', zh: '仅支持 http:// 与 https:// 地址。' });
    }
    if (url.username || url.password) {
      return bad({ en: 'Put no name or password into the address.', zh: '地址中请勿包含用户名或密码。' });
    }
    return this.permitsHost(url) ? undefined : NOT_PUBLIC;
  }

  /** The look-up to dial `url` with: it yields checked addresses only, and fails with {@link BlockedAddress}. */
  lookupFor(url: URL): LookupFunction {
    const listed = this.allowedHosts.has(hostAndPort(url));
    const check = async (host: string) => {
      const found = await this.resolve(host);
      // One private address among public ones is a trick, so it spoils the name.
      if (!listed && found.some(({ address }) => !this.permits(address))) throw new BlockedAddress();
      return found;
    };
    return (host, options, callback) => {
      check(host).then(
        (found) => {
          const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0);
          const fitting = family === 0 ? found : found.filter((one) => one.family === family);
          const first = fitting[0];
          if (!first) callback(Object.assign(new Error('No address'), { code: 'ENOTFOUND' }), '', 0);
          else if (options.all) callback(null, fitting);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, '', 0),
      );
    };
  }

  private permitsHost(url: URL): boolean {
    if (this.allowedHosts.has(hostAndPort(url))) return true;
    const host = bare(url.hostname);
    if (isIP(host)) return this.permits(host);
    return !/(^|\.)localhost$/i.test(host.replace(/\.+$/, ''));
  }

  private permits(address: string): boolean {
    const [plain = ''] = address.split('%');
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    // Mapped addresses (::ffff:127.0.0.1) are compared as the IPv4 addresses they are.
    return this.allowed.check(plain, family) || !this.blocked.check(plain, family);
  }

  private allow(entry: string): void {
    const text = entry.trim();
    const network = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(text);
    try {
      if (network) {
        addNetwork(this.allowed, text);
      } else {
        const url = new URL(`http://${text}`);
        if (!/:\d+$/.test(text) || url.pathname !== '/' || url.username || url.search || url.hash) throw new Error();
        // `new URL` drops port 80, the default of its scheme.
        this.allowedHosts.add(`${bare(url.hostname)}:${url.port || '80'}`);
      }
    } catch {
      throw new RangeError(
        `WEBHOOK_ALLOW: "${text}" is neither host:port nor a network. Write "crm.intern:8080" or "10.1.0.0/16".`,
      );
    }
  }
}

const NOT_PUBLIC: UrlProblem = {
  reason: 'blocked_address',
  message: {
    en: 'This address lies in a private network. An administrator can allow it with WEBHOOK_ALLOW.',
    zh: '该地址属于内部网络。管理员可通过 WEBHOOK_ALLOW 放行。',
  },
};

function bad(message: Words): UrlProblem {
  return { reason: 'bad_url', message };
}

function hostAndPort(url: URL): string {
  return `${bare(url.hostname)}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

function addNetwork(list: BlockList, text: string): void {
  const [address = '', prefix = ''] = text.split('/');
  list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
