import type { FormField } from './form-fields.js';

/** What every field of a form is given. `change(undefined)` takes the setting away. */
export interface FieldProps {
  field: FormField;
  label: string;
  description?: string;
  error?: string;
  required: boolean;
  readOnly: boolean;
  value: unknown;
  change: (value: unknown) => void;
  /** The field is left: what was typed is one entry of the history. */
  leave: () => void;
}
