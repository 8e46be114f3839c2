import { useState, type ChangeEvent } from 'react';
import { Refused } from '../api/client.js';

type Faults<Values> = Partial<Record<keyof Values & string, string>>;

/** The texts of a small form, with what is wrong about each. Faults are shown from the first try to send on. */
export interface Fields<Values extends Record<string, string>> {
  values: Values;
  set: (change: Partial<Values>) => void;
  /** What an input of the kit wants. */
  bind: (name: keyof Values & string) => {
    name: string;
    value: string;
    error?: string;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
  /** Whether all is well; shows the faults where it is not. */
  valid: () => boolean;
  /** Takes over the located faults of a refusal. Says whether there was one for a field of this form. */
  refused: (error: unknown) => boolean;
  clear: () => void;
}

export function useFields<Values extends Record<string, string>>(
  initial: Values,
  check: (values: Values) => Faults<Values>,
  /** Our own words for a fault that the server found; the server speaks English only. */
  inWords: Faults<Values> = {},
): Fields<Values> {
  const [values, setValues] = useState(initial);
  const [tried, setTried] = useState(false);
  const [told, setTold] = useState<Faults<Values>>({});
  const faults = tried ? { ...told, ...withoutEmpty(check(values)) } : told;
  const set = (change: Partial<Values>) => {
    setValues((before) => ({ ...before, ...change }));
    setTold(
      (before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))) as typeof told,
    );
  };
  return {
    values,
    set,
    bind: (name) => ({
      name,
      value: values[name] ?? '',
      error: faults[name],
      onChange: (event) => set({ [name]: event.currentTarget.value } as Partial<Values>),
    }),
    valid: () => {
      setTried(true);
      return Object.keys(withoutEmpty(check(values))).length === 0;
    },
    refused: (error) => {
      if (!(error instanceof Refused)) return false;
      const located = error.problems.filter(({ path }) => path in values);
      setTold(
        Object.fromEntries(located.map(({ path, message }) => [path, inWords[path] ?? message])) as Faults<Values>,
      );
      return located.length > 0;
    },
    clear: () => {
      setValues(initial);
      setTried(false);
      setTold({});
    },
  };
}

function withoutEmpty<Values>(faults: Faults<Values>): Faults<Values> {
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault)) as Faults<Values>;
}
