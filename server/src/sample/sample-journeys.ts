import { GALLERY, nodes, type GalleryTemplate } from '@sojourn/nodes';
import type { Journey } from '@sojourn/journey';
import type { Language } from '@sojourn/rules';

/** A journey of the sample with the templates it sends; ids are made by `newId`. */
export interface SampleJourney {
  id: string;
  graph: Journey;
  triggers: string[];
  templates: { id: string; template: GalleryTemplate }[];
}

/** What runs in the sample: these entries of the gallery. */
const RUNNING = ['onboarding', 'retention', 'win-back'];

export function sampleJourneys(language: Language, newId: () => string): SampleJourney[] {
  return GALLERY.filter(({ id }) => RUNNING.includes(id)).map((entry) => {
    const templates = entry.templates.map((template) => ({ id: newId(), template }));
    const graph = entry.draw(language, (key) => templates.find(({ template }) => template.key === key)!.id);
    const triggers = graph.nodes.filter(({ type }) => nodes.get(type)?.trigger).map(({ id }) => id);
    return { id: newId(), graph, triggers, templates };
  });
}
