import { LANGUAGES, type Language, type Words } from '@sojourn/rules';
import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.js';
import { zh } from './zh.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const REMEMBERED = 'sojourn.language';

/** What each language is called by those who speak it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

/** The language chosen before, else the first of the browser's that we speak, else English. */
export function firstLanguage(wanted: readonly string[] = navigator.languages): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  const known = (code: string | null) => LANGUAGES.find((language) => code?.toLowerCase().startsWith(language));
  return known(remembered) ?? wanted.map(known).find((language) => language !== undefined) ?? 'en';
}

/** Gets the texts ready. Call once, before anything is drawn. */
export async function startWords(language: Language = firstLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  tellDocument(language);
}

/** Speaks another language from now on, and the next time. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(REMEMBERED, language);
  await i18next.changeLanguage(language);
  tellDocument(language);
}

/** The language on screen. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}

/** Picks a declared text ({@link Words}) in the language on screen. */
export function useWords(): (words: Words) => string {
  const language = useLanguage();
  return useCallback((words) => words[language], [language]);
}

function tellDocument(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
