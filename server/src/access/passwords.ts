import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id, above OWASP's smallest settings; about 60 ms on an ordinary machine. */
const COST = { memoryCost: 32_768, timeCost: 3, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

/** Takes as long for an account that does not exist: nobody learns from the time which ones do. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(16).toString('hex'));
  const known = passwordHash ?? (await nobody);
  const right = await inTurn(() => verify(known, password));
  return right && passwordHash !== undefined;
}

let nobody: Promise<string> | undefined;

/** A password for somebody else to start with: 20 letters without those that look alike. */
export function makePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  // 248 is the largest multiple of 31 in a byte: beyond it some letters would come more often.
  const bytes = [...randomBytes(100)].filter((byte) => byte < 248);
  return bytes
    .slice(0, 20)
    .map((byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{5})(?=.)/g, '$1-');
}

/** Why a password is too easy to guess, or undefined. Length is checked by the contract. */
export function weaknessOf(password: string, about: { email: string; name: string }): string | undefined {
  const plain = password
    .toLowerCase()
    .replace(/@/g, 'a')
    .replace(/\$/g, 's')
    .replace(/[^a-z0-9]/g, '');
  if (new Set(password).size < 5) return 'This repeats a few characters. Use something longer to guess.';
  if (plain.length >= 8 && isRun(plain))
    return 'This is a row of the keyboard or the alphabet. Use something harder to guess.';
  const core = plain.replace(/^\d+|\d+$/g, '').replace(/[013457]/g, (digit) => LEET[digit] ?? digit);
  if (COMMON.has(core) || COMMON.has(core.slice(0, core.length / 2)))
    return 'This is one of the most common passwords. Use a few unrelated words.';
  const own = [about.email.split('@')[0]!, about.name].map((text) => text.toLowerCase().replace(/[^a-z0-9]/g, ''));
  if (own.some((word) => word.length >= 4 && core === word))
    return 'This is your own name with little around it. Use something harder to guess.';
  return undefined;
}

const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' };

/** What lists of leaked passwords begin with, without the digits people put around it. */
const COMMON = new Set(
  (
    'password passwords passw passwort motdepasse contrasena senha mima admin administrator root user guest test tests testing ' +
    'welcome welcometo hello letmein letmeinplease login signin secret changeme changeit default iloveyou loveyou iloveu love lovely ' +
    'princess dragon monkey football baseball basketball soccer superman batman spiderman pokemon starwars master shadow sunshine ' +
    'michael jordan jessica ashley daniel thomas charlie computer internet server mysql oracle postgres summer winter spring autumn ' +
    'january february august september october november december monday friday whatever trustno trustnoi nothing something freedom ' +
    'qwerty qwertz azerty asdf asdfgh zxcvbn qazwsx qazwsxedc abc abcd abcdef abcdefg woaini woaininima zhang wang china beijing ' +
    'sojourn company business office manager correcthorsebatterystaple unbelievable'
  ).split(' '),
);

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiop1234567890',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  '1q2w3e4r5t6y7u8i9o0p',
];

function isRun(text: string): boolean {
  const backwards = Array.from(text).reverse().join('');
  return ROWS.some((row) => (row + row).includes(text) || (row + row).includes(backwards));
}

/** Each takes 32 MB while it works: a burst of sign-ins queues instead of filling the memory. */
let running = 0;
const waiting: (() => void)[] = [];
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= 4) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
