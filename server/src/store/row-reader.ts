import { EPOCH, UUID_PLACES } from './binary-writer.js';

const HIGH = 2 ** 32;
const JSON_VERSION = 1;
const EMPTY_OBJECT = JSON_VERSION + 2;
const NULL = -1;

/** Two characters for each byte, and where its two go in a uuid's text. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const FIRST = Uint8Array.from(HEX, (text) => text.charCodeAt(0));
const SECOND = Uint8Array.from(HEX, (text) => text.charCodeAt(1));
const uuidText = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');

/**
 * Reads one row in Postgres's binary format, column by column in the order of the `select`. Against pg's way it makes
 * no string and no object that is not asked for.
 */
export class RowReader {
  private bytes: Buffer = Buffer.alloc(0);
  private view = new DataView(this.bytes.buffer, 0, 0);
  private at = 0;
  private left = 0;

  /** Takes the row whose count of columns stands at `at`. */
  begin(bytes: Buffer, at: number): this {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.left = this.view.getInt16(at);
    this.at = at + 2;
    return this;
  }

  /** @throws Error where the statement gives more columns than were read */
  end(): void {
    if (this.left !== 0) throw new Error(`${this.left} columns of a row were not read, or read twice.`);
  }

  int2(): number {
    return this.view.getInt16(this.fixed());
  }

  int4(): number {
    return this.view.getInt32(this.fixed());
  }

  int8(): number {
    const at = this.fixed();
    return this.view.getInt32(at) * HIGH + this.view.getUint32(at + 4);
  }

  bool(): boolean {
    return this.bytes[this.fixed()] === 1;
  }

  /** Milliseconds; Postgres's microseconds are cut. */
  instant(): number {
    return this.instantOr(NaN);
  }

  instantOr<Absent>(absent: Absent): number | Absent {
    const size = this.size();
    if (size === NULL) return absent;
    const at = this.pass(size);
    const high = this.view.getInt32(at);
    const low = this.view.getUint32(at + 4);
    if (high === 0x7fff_ffff && low === 0xffff_ffff) return Infinity;
    if (high === -0x8000_0000 && low === 0) return -Infinity;
    // Exact within 285 years of 2000; beyond, a double holds whole milliseconds all the same.
    return Math.floor((high * HIGH + low) / 1_000) + EPOCH;
  }

  uuid(): string {
    const at = this.fixed();
    for (let index = 0; index < 16; index++) {
      const byte = this.bytes[at + index]!;
      const place = UUID_PLACES[index]!;
      uuidText[place] = FIRST[byte]!;
      uuidText[place + 1] = SECOND[byte]!;
    }
    return uuidText.toString('latin1');
  }

  text(): string {
    return this.textOr('');
  }

  textOr<Absent>(absent: Absent): string | Absent {
    const size = this.size();
    if (size === NULL) return absent;
    const at = this.pass(size);
    return this.bytes.toString('utf8', at, at + size);
  }

  json<Value>(): Value {
    return this.jsonOr(null) as Value;
  }

  jsonOr<Value, Absent>(absent: Absent): Value | Absent {
    const size = this.size();
    if (size === NULL) return absent;
    const at = this.pass(size) + JSON_VERSION;
    if (size === EMPTY_OBJECT && this.bytes[at] === OPENING) return {} as Value;
    return JSON.parse(this.bytes.toString('utf8', at, at + size - JSON_VERSION)) as Value;
  }

  private fixed(): number {
    return this.pass(this.size());
  }

  private size(): number {
    const size = this.view.getInt32(this.at);
    this.at += 4;
    this.left -= 1;
    return size;
  }

  private pass(size: number): number {
    const { at } = this;
    this.at += size;
    return at;
  }
}

const OPENING = '{'.charCodeAt(0);
