import type { JourneyNode } from '@sojourn/journey';
import type { Rule } from '@sojourn/rules';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage, useWords } from '../words/language.js';
import { ruleSentence } from '../words/rule-sentence.js';
import { scheduleSentence } from '../words/schedule-sentence.js';
import { useCanvas, useCanvasModel } from './canvas-context.js';

/** What a node is called: by the operator, else by its type. */
export function useNodeTitle(): (node: JourneyNode) => string {
  const { reading } = useCanvasModel();
  const words = useWords();
  const { t } = useTranslation();
  return useCallback(
    (node) => {
      const { type } = reading(node);
      return node.name || (type ? words(type.title) : t('canvas.unknownType', { type: node.type }));
    },
    [reading, words, t],
  );
}

/**
 * What a node does, in words; `undefined` while it is not set up. A split by a condition tells the
 * condition itself, a message its template, a schedule its times.
 */
export function useNodeSentence(): (node: JourneyNode) => string | undefined {
  const { reading, around } = useCanvasModel();
  const language = useLanguage();
  const names = useCanvas((state) => state.names);
  return useCallback(
    (node) => {
      const { type, sentence } = reading(node);
      if (!sentence) return undefined;
      const { rule, template, cron } = node.settings;
      if (type?.group === 'condition' && rule) {
        return capital(ruleSentence(rule as Rule, { language, model: around.model }));
      }
      if (typeof cron === 'string') return sentence[language].replace(cron, scheduleSentence(cron, language));
      const name = typeof template === 'string' ? names[template] : undefined;
      if (name) return QUOTED[language](sentence[language], name);
      // Nothing is said twice: a node without settings tells what it is for.
      return sentence[language] === type?.title[language] && !node.name ? type.about[language] : sentence[language];
    },
    [reading, around, language, names],
  );
}

const QUOTED = {
  en: (sentence: string, name: string) => `${sentence}: “${name}”`,
  zh: (sentence: string, name: string) => `${sentence}“${name}”`,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A node in one breath, for a screen reader: name, what it does. */
export function useNodeLabel(): (node: JourneyNode) => string {
  const title = useNodeTitle();
  const sentence = useNodeSentence();
  return useCallback((node) => [title(node), sentence(node)].filter(Boolean).join(': '), [title, sentence]);
}
