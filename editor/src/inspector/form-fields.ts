import type { FieldMeta, NodeType } from '@sojourn/journey';
import type { Words } from '@sojourn/rules';
import { z } from 'zod';

export type Widget = NonNullable<FieldMeta['widget']> | 'text' | 'number' | 'truth' | 'choice' | 'value';

/** One field of a node's form, read from its type's declaration. */
export interface FormField {
  name: string;
  label: Words;
  help?: Words;
  widget: Widget;
  required: boolean;
  /** What the values of a choice are called. */
  options: Readonly<Record<string, Words>>;
  /** Of a list of branches: the fields of each. */
  branch?: readonly FormField[];
}

/** The form of a node type: one field per setting, in the order they are declared. */
export function formFields(type: NodeType): FormField[] {
  if (!(type.settings instanceof z.ZodObject)) return [];
  return fieldsOf(type.settings);
}

/** The fields of some settings, of a node's or of one of its branches. */
export function fieldsOf(settings: z.ZodObject): FormField[] {
  return Object.entries(settings.shape as Record<string, z.ZodType>).flatMap(([name, schema]): FormField[] => {
    const meta = (schema.meta() ?? {}) as Partial<FieldMeta>;
    if (meta.hidden) return [];
    const field: FormField = {
      name,
      label: meta.label ?? { en: name, zh: name },
      ...(meta.help ? { help: meta.help } : {}),
      widget: meta.widget ?? plainWidget(schema),
      required: !schema.safeParse(undefined).success,
      options: meta.options ?? {},
      ...branchFields(meta, schema),
    };
    return [field];
  });
}

/** What each branch of a list is asked for. */
function branchFields({ widget }: Partial<FieldMeta>, schema: z.ZodType): Pick<FormField, 'branch'> {
  if (widget !== 'branches' || !(schema instanceof z.ZodArray) || !(schema.element instanceof z.ZodObject)) return {};
  return { branch: fieldsOf(schema.element).filter(({ name }) => name !== 'id') };
}

/** What a field without a widget of its own is shown as, by the kind of its schema. */
function plainWidget(schema: z.ZodType): Widget {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum) return 'choice';
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'truth';
  if (inner instanceof z.ZodUnion) return 'value';
  return 'text';
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
