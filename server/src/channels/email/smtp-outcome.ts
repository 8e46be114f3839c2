import type { MailOutcome } from './mailer.js';

/** As much of nodemailer's errors as tells what happened. */
export interface SmtpFault {
  code?: string;
  /** The system's own code, where nodemailer has put its own in its place. */
  originalCode?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/** Replies that speak of us and not of the message: not signed in, or not allowed to be. */
const OURS = new Set([530, 534, 535, 538]);

/**
 * What a failed hand-over means. A reply to the envelope or to the message speaks of this message: 5yz is final. All
 * else is a connection that ended. Before the server had asked for the message, nothing was sent; afterwards it may
 * have the message although its reply is missing, and nobody knows.
 *
 * @param begun whether the message itself had begun to go over the line
 */
export function smtpOutcome(
  { code = '', originalCode, responseCode, response, command }: SmtpFault,
  begun: boolean,
): MailOutcome {
  if (responseCode !== undefined && OURS.has(responseCode)) return { outcome: 'retry', reason: 'smtp_auth' };
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const reason = responseCode ? `smtp_${responseCode}` : code === 'EMESSAGE' ? 'too_large' : 'bad_address';
    // 503 says that the session was out of step, not that the message is bad.
    const final = responseCode === undefined || (responseCode >= 500 && responseCode !== 503);
    return { outcome: final ? 'failed' : 'retry', reason, ...detail(response, command) };
  }
  // It said goodbye (421) instead of taking the message.
  if (responseCode !== undefined && responseCode >= 400) return { outcome: 'retry', reason: `smtp_${responseCode}` };
  const reason = originalCode === 'ECONNREFUSED' ? 'connection_refused' : (REASONS[code] ?? 'smtp_failed');
  return { outcome: begun ? 'unknown' : 'retry', reason };
}

const REASONS: Record<string, string> = {
  EABORT: 'aborted',
  EAUTH: 'smtp_auth',
  ENOAUTH: 'smtp_auth',
  EOAUTH2: 'smtp_auth',
  ECONNECTION: 'connection_lost',
  EDNS: 'dns_failed',
  EPROTOCOL: 'bad_answer',
  ESOCKET: 'connection_failed',
  ETIMEDOUT: 'timeout',
  ETLS: 'tls_failed',
};

/** The enhanced status (5.1.1) and the command. The reply's text often repeats the address, so it stays out. */
function detail(response: string | undefined, command: string | undefined): { detail?: string } {
  const status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const verb = /^[A-Z]{4}( (FROM|TO))?/.exec(command ?? '')?.[0];
  const words = [status, verb && `at ${verb}`].filter(Boolean).join(' ');
  return words ? { detail: words } : {};
}
