import { describe, expect, it } from '@jest/globals';
import { isSignedBy, signature } from './signature.js';

const secret = 'whsec_one';
const header = signature(secret, 1_000, '{"a":1}');

describe('the signature of a webhook', () => {
  it('is the published one', () => {
    // openssl: printf '1000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    expect(signature('whsec_test', 1_000, '{"a":1}')).toBe(
      't=1000,v1=1007d8ff5e2ecbd6b41db303d180ae70972ed8eb08209f2c93826a8b72775200',
    );
  });

  it('convinces a receiver that knows the secret', () => {
    expect(isSignedBy(secret, header, '{"a":1}', 1_200)).toBe(true);
  });

  it.each([
    ['no header', undefined, '{"a":1}', 1_000],
    ['an array of headers', [header], '{"a":1}', 1_000],
    ['a changed body', header, '{"a":2}', 1_000],
    ['a changed time', header.replace('t=1000', 't=1001'), '{"a":1}', 1_000],
    ['a replay after five minutes', header, '{"a":1}', 1_301],
    ['a short digest', header.slice(0, -1), '{"a":1}', 1_000],
    ['another workspace', signature('whsec_two', 1_000, '{"a":1}'), '{"a":1}', 1_000],
  ])('does not pass with %s', (_, given, body, now) => {
    expect(isSignedBy(secret, given, body, now)).toBe(false);
  });

  it('passes nothing where the secret is empty', () => {
    expect(isSignedBy('', signature('', 1_000, 'x'), 'x', 1_000)).toBe(false);
  });
});
