/** The texts of one area of the screen, by key. Nested at most once. */
export interface Texts {
  [key: string]: string;
}

type SameKeys<T extends Texts> = { [Key in keyof T]: string };

/**
 * Declares the texts of one area in both languages. A key missing on either side does not compile, and a test
 * compares them again at run time.
 */
export function area<const T extends Texts>(words: {
  en: T;
  zh: SameKeys<NoInfer<T>>;
}): {
  en: SameKeys<T>;
  zh: SameKeys<T>;
} {
  return words;
}
