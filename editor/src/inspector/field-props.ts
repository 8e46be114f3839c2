import type { FormField } from './form-fields.js';

/** What every field of a form is given. `change(undefined)` takes the setting away. */
export interface FieldProps {
  field: FormField;
  label: string;
  description?: string;
  error?: string;
  /** What is wrong further inside, by a path such as `0.rule`; the empty path is the field itself. */
  errorAt?: (path: string) => string | undefined;
  required: boolean;
  readOnly: boolean;
  /** The settings the field is one of. */
  settings?: Readonly<Record<string, unknown>>;
  value: unknown;
  change: (value: unknown) => void;
  /** The field is left: what was typed is one entry of the history. */
  leave: () => void;
}
