import type { Port } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';

/** One way on that an operator drew: its port's id never changes, its name does as they like. */
export interface Branch {
  id: string;
  name?: string;
}

const branch = {
  id: z
    .string()
    .regex(
      /^[A-Za-z0-9_-]{1,64}$/,
      said('Use letters, digits, _ and -, at most 64.', '只能使用字母、数字、_ 和 -，最多 64 个字符。'),
    ),
  name: z.string().trim().min(1).max(100).optional(),
};

const TWICE = said('Two ways on have the same id. Give each its own.', '有两个分支的编号相同，请分别命名。');
const RESERVED = said('This id is taken by another way on. Choose another.', '该编号已被其他分支占用，请换一个。');

/** A list of branches, each with further settings; `reserved` are the ids of the node's other ports. */
export function branchesSchema<T extends z.ZodRawShape>(more: T, most: number, reserved: readonly string[]) {
  return z
    .array(z.strictObject({ ...branch, ...more }))
    .min(1)
    .max(most)
    .superRefine((branches, context) => {
      const seen = new Set<string>();
      (branches as unknown as Branch[]).forEach(({ id }, index) => {
        const message = seen.has(id) ? TWICE : reserved.includes(id) ? RESERVED : undefined;
        if (message) context.addIssue({ code: 'custom', path: [index, 'id'], message });
        seen.add(id);
      });
    });
}

/** A port for every branch, called as the operator calls it, else as `otherwise` says. */
export function branchPorts<B extends Branch>(
  branches: readonly B[] | undefined,
  otherwise: (branch: B) => Port['label'],
): Port[] {
  return (branches ?? []).map((each) => ({
    id: each.id,
    label: each.name ? { en: each.name, zh: each.name } : otherwise(each),
    required: true,
  }));
}
