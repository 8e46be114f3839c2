/** The types a column can have, with Postgres's own numbers for them. */
export const OIDS = { int2: 21, int4: 23, int8: 20, uuid: 2950, text: 25, timestamptz: 1184, jsonb: 3802, bool: 16 };
export type Kind = keyof typeof OIDS;

/** Postgres counts microseconds from the first instant of 2000. */
export const EPOCH = Date.UTC(2000, 0, 1);
const HIGH = 2 ** 32;
/** Where each byte's two digits stand in a uuid's text. */
export const UUID_PLACES = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
/** What a digit counts, by its character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 0 : digit;
});
/** Up to here a loop is faster than a call of the runtime's encoder. */
const SHORT = 48;
const ROOM_AT_FIRST = 16_384;

/**
 * Writes values in Postgres's binary format, each behind its length, as arrays and COPY both have them. Against text it
 * spares both sides work: Postgres parses no dates and no identifiers, and here nothing but bytes is made of a batch.
 */
export class BinaryWriter {
  position = 0;
  private bytes = Buffer.allocUnsafeSlow(ROOM_AT_FIRST);
  private view = new DataView(this.bytes.buffer);

  /** @throws RangeError on an instant, a number or an id that is none */
  add(kind: Kind, value: unknown): void {
    if (value === null || value === undefined) return this.int4(-1);
    switch (kind) {
      case 'int2':
        this.int4(2);
        return this.int2(value as number);
      case 'int4':
        this.int4(4);
        return this.int4(value as number);
      case 'int8':
        this.int4(8);
        return this.int8(value as number);
      case 'bool':
        this.int4(1);
        return this.byte(value === true ? 1 : 0);
      case 'timestamptz':
        this.int4(8);
        return this.instant(value as number);
      case 'uuid':
        this.int4(16);
        return this.uuid(value as string);
      case 'text':
        return this.text(value as string);
      case 'jsonb':
        return this.json(isEmpty(value) ? '{}' : JSON.stringify(value));
    }
  }

  /** Writes once more what was written between `from` and `to`. */
  again(from: number, to: number): void {
    this.room(to - from);
    const { bytes, position } = this;
    if (to - from > SHORT) bytes.copyWithin(position, from, to);
    else for (let index = from; index < to; index++) bytes[position + index - from] = bytes[index]!;
    this.position += to - from;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.position++] = value;
  }

  int2(value: number): void {
    if ((value << 16) >> 16 !== value) throw notANumber(value);
    this.room(2);
    this.view.setInt16(this.position, value);
    this.position += 2;
  }

  int4(value: number): void {
    if ((value | 0) !== value) throw notANumber(value);
    this.room(4);
    this.view.setInt32(this.position, value);
    this.position += 4;
  }

  /** Writes a number over what stands at `position`. */
  int4At(position: number, value: number): void {
    this.view.setInt32(position, value);
  }

  /** What was written from `from` on; good until something else is written. */
  written(from = 0): Buffer {
    return this.bytes.subarray(from, this.position);
  }

  private int8(value: number): void {
    if (!Number.isSafeInteger(value)) throw notANumber(value);
    const high = Math.floor(value / HIGH);
    this.halves(high, value - high * HIGH);
  }

  private instant(instant: number): void {
    if (instant === Infinity) this.halves(0x7fff_ffff, 0xffff_ffff);
    else if (instant === -Infinity) this.halves(-0x8000_0000, 0);
    else if (!Number.isFinite(instant)) throw new RangeError('An instant is a number of milliseconds.');
    else this.microseconds(Math.floor(instant - EPOCH));
  }

  /** In two halves: a thousand times the milliseconds of a far date is more than a double holds exactly. */
  private microseconds(milliseconds: number): void {
    const high = Math.floor(milliseconds / HIGH);
    const low = (milliseconds - high * HIGH) * 1_000;
    const carry = Math.floor(low / HIGH);
    this.halves(high * 1_000 + carry, low - carry * HIGH);
  }

  private halves(high: number, low: number): void {
    this.room(8);
    this.view.setInt32(this.position, high);
    this.view.setUint32(this.position + 4, low);
    this.position += 8;
  }

  private uuid(text: string): void {
    if (text.length !== 36) throw new RangeError('That is not the id of anything.');
    this.room(16);
    const { bytes, position } = this;
    for (let index = 0; index < 16; index++) {
      const place = UUID_PLACES[index]!;
      bytes[position + index] = (DIGITS[text.charCodeAt(place)]! << 4) | DIGITS[text.charCodeAt(place + 1)]!;
    }
    this.position += 16;
  }

  private text(text: string): void {
    const begun = this.position;
    this.int4(0);
    this.characters(text);
    this.int4At(begun, this.position - begun - 4);
  }

  /** The version of the format comes before the text. */
  private json(text: string): void {
    const begun = this.position;
    this.int4(0);
    this.byte(1);
    this.characters(text);
    this.int4At(begun, this.position - begun - 4);
  }

  private characters(text: string): void {
    // A character is at most three bytes, four for a pair of them.
    this.room(text.length * 3);
    if (text.length <= SHORT && this.ascii(text)) return;
    this.position += this.bytes.write(text, this.position, 'utf8');
  }

  private ascii(text: string): boolean {
    const { bytes, position } = this;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[position + index] = code;
    }
    this.position += text.length;
    return true;
  }

  private room(size: number): void {
    if (this.position + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.position + size));
    this.bytes.copy(larger, 0, 0, this.position);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/**
 * Writes the values of one column. Columns repeat their values (a batch has few instants, journeys and nodes), so each is
 * worked out once for as long as it stays the same.
 */
export class Repeating {
  private last: unknown = UNSET;
  private from = 0;
  private to = 0;

  constructor(
    private readonly writer: BinaryWriter,
    private readonly kind: Kind,
  ) {}

  add(value: unknown): void {
    const { writer } = this;
    if (value === this.last) return writer.again(this.from, this.to);
    this.from = writer.position;
    writer.add(this.kind, value);
    this.to = writer.position;
    this.last = value;
  }
}
const UNSET = Symbol('unset');

/** Attributes and consents often are: no need to ask JSON. */
function isEmpty(value: unknown): boolean {
  if (Array.isArray(value) || typeof value !== 'object') return false;
  for (const _ in value) return false;
  return !('toJSON' in (value as object));
}

function notANumber(value: number): RangeError {
  return new RangeError(`${value} is no whole number that fits its column.`);
}

const idle: BinaryWriter[] = [];

/** A writer that nobody else has. {@link giveBack} takes it, unless something failed and may hold on to its memory. */
export function takeWriter(): BinaryWriter {
  const writer = idle.pop() ?? new BinaryWriter();
  writer.position = 0;
  return writer;
}

/** Its memory is used again. */
export function giveBack(writer: BinaryWriter): void {
  idle.push(writer);
}

/** A writer of its own for as long as `use` takes. */
export async function withWriter<Result>(use: (writer: BinaryWriter) => Promise<Result>): Promise<Result> {
  const writer = takeWriter();
  const result = await use(writer);
  giveBack(writer);
  return result;
}
