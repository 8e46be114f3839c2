import type { Journey } from '@sojourn/journey';
import type { Language, Words } from '@sojourn/rules';
import { onboarding } from './onboarding.journey.js';
import { retention } from './retention.journey.js';
import { winBack } from './win-back.journey.js';

/** An e-mail of a gallery journey. The journey refers to it by `key`; the texts are Liquid over HTML. */
export interface GalleryTemplate {
  key: string;
  name: Words;
  channel: 'email';
  variants: { en: { subject: string; body: string }; 'zh-CN': { subject: string; body: string } };
}

/** A ready-made journey to begin from. */
export interface GalleryJourney {
  id: string;
  name: Words;
  about: Words;
  templates: readonly GalleryTemplate[];
  /** The journey in one language. `template` says under which id the workspace keeps a template of this entry. */
  draw(language: Language, template: (key: string) => string): Journey;
}

/** Every ready-made journey, in the order it is offered. A new one is its file and one line here. */
export const GALLERY: readonly GalleryJourney[] = [onboarding, retention, winBack];
