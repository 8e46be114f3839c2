/** The types a column can have, with Postgres's own numbers for them. */
const OIDS = { int2: 21, int4: 23, int8: 20, uuid: 2950, text: 25, timestamptz: 1184, jsonb: 3802, bool: 16 } as const;
export type Kind = keyof typeof OIDS;

/** Bytes of a value; 0 where it depends on the value. */
const SIZES: Record<Kind, number> = { int2: 2, int4: 4, int8: 8, uuid: 16, text: 0, timestamptz: 8, jsonb: 0, bool: 1 };

/** Postgres counts microseconds from the first instant of 2000. */
const EPOCH = Date.UTC(2000, 0, 1);
const HIGH = 2 ** 32;
const HEADER = 20;

/**
 * Writes a one-dimensional array in Postgres's binary format. Against array literals as text it spares both sides work:
 * Postgres parses no dates and no identifiers, and here nothing but bytes is made of a batch.
 */
export class ArrayWriter {
  private bytes: Buffer;
  private at = HEADER;
  private readonly size: number;

  /** @param length how many values will be written */
  constructor(
    private readonly kind: Kind,
    private readonly length: number,
  ) {
    this.size = SIZES[kind];
    this.bytes = Buffer.allocUnsafe(HEADER + length * (4 + (this.size || 24)));
  }

  /** @throws RangeError on an instant or a number that is none */
  add(value: unknown): void {
    if (value === null || value === undefined) {
      this.room(4);
      this.at = this.bytes.writeInt32BE(-1, this.at);
      return;
    }
    switch (this.kind) {
      case 'text':
        return this.addText(value as string, false);
      case 'jsonb':
        return this.addText(JSON.stringify(value), true);
      default:
        this.room(4 + this.size);
        this.at = this.bytes.writeInt32BE(this.size, this.at);
        this.addFixed(value);
    }
  }

  /** Writes the value before once more. */
  repeat(from: number): number {
    const size = this.at - from;
    this.room(size);
    this.bytes.copyWithin(this.at, from, from + size);
    const begun = this.at;
    this.at += size;
    return begun;
  }

  /** Where the next value will begin. */
  get position(): number {
    return this.at;
  }

  /** The whole array, as a parameter of a query. */
  end(): Buffer {
    const { bytes, length } = this;
    bytes.writeInt32BE(length === 0 ? 0 : 1, 0);
    bytes.writeInt32BE(0, 4);
    bytes.writeInt32BE(OIDS[this.kind], 8);
    if (length === 0) return bytes.subarray(0, 12);
    bytes.writeInt32BE(length, 12);
    bytes.writeInt32BE(1, 16);
    return bytes.subarray(0, this.at);
  }

  private addFixed(value: unknown): void {
    const { bytes } = this;
    switch (this.kind) {
      case 'uuid':
        return this.addUuid(value as string);
      case 'timestamptz':
        return this.addInstant(value as number);
      case 'int8':
        return this.addInt8(value as number);
      case 'int4':
        this.at = bytes.writeInt32BE(value as number, this.at);
        return;
      case 'int2':
        this.at = bytes.writeInt16BE(value as number, this.at);
        return;
      default:
        this.at = bytes.writeUInt8(value === true ? 1 : 0, this.at);
    }
  }

  private addText(text: string, isJson: boolean): void {
    // A character is at most three bytes, four for a pair of them.
    this.room(5 + text.length * 3);
    const begun = this.at + 4;
    let at = begun;
    if (isJson) at = this.bytes.writeUInt8(1, at);
    at += this.bytes.write(text, at, 'utf8');
    this.bytes.writeInt32BE(at - begun, this.at);
    this.at = at;
  }

  private addUuid(text: string): void {
    if (text.length !== 36) throw new RangeError('That is not the id of anything.');
    for (let index = 0; index < 36; index += 2) {
      if (text.charCodeAt(index) === 45) index += 1;
      this.bytes[this.at++] = (hex(text.charCodeAt(index)) << 4) | hex(text.charCodeAt(index + 1));
    }
  }

  private addInstant(instant: number): void {
    if (instant === Infinity) this.addHalves(0x7fff_ffff, 0xffff_ffff);
    else if (instant === -Infinity) this.addHalves(-0x8000_0000, 0);
    else if (!Number.isFinite(instant)) throw new RangeError('An instant is a number of milliseconds.');
    else this.addMicroseconds(Math.floor(instant - EPOCH));
  }

  /** In two halves: a thousand times the milliseconds of a far date is more than a double holds exactly. */
  private addMicroseconds(milliseconds: number): void {
    const high = Math.floor(milliseconds / HIGH);
    const low = (milliseconds - high * HIGH) * 1_000;
    const carry = Math.floor(low / HIGH);
    this.addHalves(high * 1_000 + carry, low - carry * HIGH);
  }

  private addInt8(value: number): void {
    const high = Math.floor(value / HIGH);
    this.addHalves(high, value - high * HIGH);
  }

  private addHalves(high: number, low: number): void {
    this.at = this.bytes.writeInt32BE(high, this.at);
    this.at = this.bytes.writeUInt32BE(low, this.at);
  }

  private room(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + size));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

function hex(code: number): number {
  // 0-9 are 48-57, A-F 65-70, a-f 97-102.
  return code < 58 ? code - 48 : (code & 0xdf) - 55;
}
