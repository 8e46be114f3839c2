import { createHash } from 'node:crypto';

/**
 * The id that stands in a workspace for one that is taken elsewhere, or for a file that has none: always the same, so
 * that applying a document twice changes nothing the second time. A UUID of version 8 (RFC 9562).
 */
export function standInId(workspaceId: number, original: string): string {
  const hex = createHash('sha256').update(`${workspaceId}\n${original}`).digest('hex');
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
