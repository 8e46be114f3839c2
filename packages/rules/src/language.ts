/** The languages the product speaks. English first: it is what a missing translation falls back to. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text shown to people, in every language. */
export type Words = Readonly<Record<Language, string>>;
