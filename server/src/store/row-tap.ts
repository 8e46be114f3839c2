import { EventEmitter } from 'node:events';

/** Every message is a letter and a length that counts itself, then what it says. */
const HEADER = 5;
const DATA_ROW = 'D'.charCodeAt(0);

/** Gets a row as it lies in the bytes from Postgres, good until it returns. */
export type OnRow = (bytes: Buffer, at: number) => void;

/**
 * Stands between a connection's socket and pg: rows go to `onRow` while it is set, everything else on to pg, which would
 * make a string of each value before anybody could ask for the bytes.
 */
export class RowTap extends EventEmitter {
  onRow: OnRow | undefined;
  /** A message of which more is to come, and how many bytes it must have before it is looked at again. */
  private begun: Buffer[] = [];
  private length = 0;
  private needed = HEADER;

  listenTo(stream: EventEmitter): this {
    stream.on('data', (chunk: Buffer) => this.take(chunk));
    stream.on('end', () => this.emit('end'));
    return this;
  }

  private take(chunk: Buffer): void {
    this.length += chunk.length;
    if (this.begun.length > 0 || this.length < this.needed) this.begun.push(chunk);
    if (this.length < this.needed) return;
    const bytes = this.begun.length > 1 ? Buffer.concat(this.begun, this.length) : (this.begun[0] ?? chunk);
    const at = this.split(bytes);
    this.begun = at < bytes.length ? [bytes.subarray(at)] : [];
    this.length = bytes.length - at;
  }

  /** Deals out the whole messages; returns where the first begins that is not whole. */
  private split(bytes: Buffer): number {
    let at = 0;
    let passed = 0;
    this.needed = HEADER;
    while (bytes.length - at >= HEADER) {
      const size = 1 + bytes.readUInt32BE(at + 1);
      if (bytes.length - at < size) {
        this.needed = size;
        break;
      }
      if (bytes[at] === DATA_ROW && this.onRow) {
        this.pass(bytes, passed, at);
        this.onRow(bytes, at + HEADER);
        passed = at + size;
      }
      at += size;
    }
    this.pass(bytes, passed, at);
    return at;
  }

  private pass(bytes: Buffer, from: number, to: number): void {
    if (from < to) this.emit('data', bytes.subarray(from, to));
  }
}
