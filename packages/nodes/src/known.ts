import type { Words } from '@sojourn/rules';

const WHAT = {
  journey: { en: 'journey', zh: '旅程' },
  segment: { en: 'segment', zh: '人群' },
} as const satisfies Record<string, Words>;

/** A problem where a workspace is known and has nothing of this kind under this id. */
export function unknownId(
  field: string,
  what: keyof typeof WHAT,
  id: string,
  known: readonly { id: string }[] | undefined,
): { field: string; message: Words }[] {
  if (!known || known.some((each) => each.id === id)) return [];
  const { en, zh } = WHAT[what];
  return [
    {
      field,
      message: {
        en: `There is no ${en} "${id}". Choose one of the workspace.`,
        zh: `没有${zh}“${id}”，请选择工作区中的${zh}。`,
      },
    },
  ];
}
