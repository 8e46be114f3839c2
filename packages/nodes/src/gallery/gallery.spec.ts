import { describe, expect, it } from '@jest/globals';
import { checkJourney, journeySchema } from '@sojourn/journey';
import { ECOMMERCE_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { LANGUAGES } from '@sojourn/rules';
import { nodes } from '../registry.js';
import { GALLERY } from './gallery.js';

const around = { model: ECOMMERCE_MODEL, meanings: usualMeanings() };

describe('the gallery', () => {
  it('names every journey and every letter once', () => {
    expect(GALLERY.map(({ id }) => id)).toEqual(['onboarding', 'retention', 'win-back']);
    const keys = GALLERY.flatMap(({ templates }) => templates.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe.each(GALLERY.map((entry) => [entry.id, entry] as const))('the journey %s', (_, entry) => {
  const drawn = LANGUAGES.map((language) => entry.draw(language, (key) => key));

  it.each(LANGUAGES)('can be published as it is, in %s', (language) => {
    const journey = entry.draw(language, (key) => key);
    expect(journeySchema.parse(journey)).toEqual(journey);
    const templates = entry.templates.map(({ key, channel }) => ({ id: key, channel }));
    expect(checkJourney(journey, nodes, { templates }, around)).toEqual([]);
  });

  it('is the same graph in every language', () => {
    const bare = drawn.map(({ nodes: cards, edges }) => ({
      cards: cards.map(({ id, type, position }) => ({ id, type, position })),
      edges,
    }));
    for (const other of bare) expect(other).toEqual(bare[0]);
  });

  it('speaks the language it is drawn in', () => {
    const [en, zh] = LANGUAGES.map((language) => entry.draw(language, (key) => key));
    for (const { name } of en!.nodes) expect(name).toMatch(/^[\x20-\x7e]+$/);
    for (const { name } of zh!.nodes) expect(name).toMatch(/\p{Script=Han}/u);
    expect(zh!.name).toBe(entry.name.zh);
  });

  it('sends every letter it brings and no other', () => {
    const sent = drawn[0]!.nodes.filter(({ type }) => type === 'send-email').map(({ settings }) => settings.template);
    expect(new Set(sent)).toEqual(new Set(entry.templates.map(({ key }) => key)));
  });

  it('offers the way out in every letter that needs consent', () => {
    for (const { settings } of drawn[0]!.nodes.filter(({ type }) => type === 'send-email')) {
      const { variants } = entry.templates.find(({ key }) => key === settings.template)!;
      for (const { body } of Object.values(variants))
        expect(body.includes('unsubscribe_url')).toBe(settings.topic === 'marketing');
    }
  });

  it('lays no card over another', () => {
    const places = drawn[0]!.nodes.map(({ position }) => `${position!.x},${position!.y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
