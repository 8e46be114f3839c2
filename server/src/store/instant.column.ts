import { Column, type ColumnOptions } from 'typeorm';

/** A `timestamptz` of an entity, as milliseconds since 1970 like everywhere above the store. */
export function InstantColumn(options: Omit<ColumnOptions, 'type' | 'transformer'> = {}): PropertyDecorator {
  return Column({ ...options, type: 'timestamptz', transformer: { to, from } });
}

function to(instant: number | null | undefined): Date | null | undefined {
  return instant == null ? instant : new Date(instant);
}

/** The pool's own parser has made it a number already. */
function from(value: number | null): number | null {
  return value;
}
