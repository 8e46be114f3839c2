/** The languages the product speaks. English first: it is what a missing translation falls back to. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text shown to people, in every language. */
export type Words = Readonly<Record<Language, string>>;

const chinese = new Map<string, string>();

/**
 * A schema's own message in both languages: schemas carry one text, so this returns the English one and remembers the
 * Chinese beside it for {@link inChinese}. For fixed sentences only; one that holds values goes with its Chinese in an
 * issue's `params.zh`.
 */
export function said(en: string, zh: string): string {
  chinese.set(en, zh);
  return en;
}

/** The Chinese of a sentence that was made by {@link said}. */
export function inChinese(en: string): string | undefined {
  return chinese.get(en);
}
