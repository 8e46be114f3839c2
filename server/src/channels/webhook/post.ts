import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';

/** An answer, as far as it was read: the body is there only when it came whole and is no longer than the limit. */
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body?: Buffer;
}

export interface PostOptions {
  agent: http.Agent | https.Agent;
  lookup: LookupFunction;
  headers: Record<string, string>;
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal;
}

/** Raised where no answer came in time. */
export class TimedOut extends Error {
  readonly code = 'timeout';
}

/**
 * Posts once and follows nothing. Once the status line has come, the call has an answer: a body that breaks off, is too
 * long or too slow is left away. A kept connection that the other side had closed meanwhile is replaced once.
 *
 * @throws TimedOut, or the error of the connection
 */
export async function post(url: URL, body: string, options: PostOptions): Promise<Answer> {
  try {
    return await once(url, body, options, options.agent);
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
    return once(url, body, options, undefined);
  }
}

class Stale extends Error {}

function once(url: URL, body: string, options: PostOptions, agent: http.Agent | undefined): Promise<Answer> {
  const { headers, lookup, timeoutMs, maxBytes, signal } = options;
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      // Without an agent to keep it, the connection is made for this call and closed after it.
      agent: agent ?? false,
      lookup,
      signal,
      maxHeaderSize: 16_384,
    });
    let answer: Answer | undefined;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      request.destroy();
    };
    const timer = setTimeout(() => end(() => (answer ? resolve(answer) : reject(new TimedOut()))), timeoutMs);

    request.on('response', (response) => {
      const known: Answer = (answer = { status: response.statusCode ?? 0, headers: response.headers });
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if ((size += chunk.length) > maxBytes) end(() => resolve(known));
      });
      response.on('close', () => {
        clearTimeout(timer);
        resolve(response.complete ? { ...known, body: Buffer.concat(chunks) } : known);
      });
      response.on('error', () => resolve(known));
    });
    // An answer without being one: 101 asks to speak another protocol.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      end(() => resolve({ status: response.statusCode ?? 101, headers: response.headers }));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = agent && request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      end(() => reject(stale && !signal.aborted ? new Stale() : error));
    });
    request.end(body);
  });
}
