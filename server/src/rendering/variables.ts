import type { Value } from '@sojourn/rules';

type Properties = { [key: string]: Value };

/** What a template can tell about: as much of a message as its words depend on. */
export interface Told {
  profile: {
    id: string;
    attributes: Properties;
    identities?: { email?: string | undefined; userId?: string | undefined };
  };
  journey: { id: string; name: string };
  workspace: { name: string };
  entry: Properties;
  unsubscribeUrl?: string | undefined;
}

/** The names a template may start from; the variable picker offers them, and `profile.` with every known attribute. */
export const TEMPLATE_ROOTS = ['profile', 'event', 'journey', 'workspace', 'unsubscribe_url'] as const;

/**
 * What a template sees: `profile` with its attributes, `id`, `email` and `user_id`; `event` with the properties of what
 * started the journey; `journey`, `workspace`; and `unsubscribe_url` where there is one.
 */
export function templateVariables({ profile, journey, workspace, entry, unsubscribeUrl }: Told): Properties {
  const { email, userId } = profile.identities ?? {};
  return {
    profile: {
      ...profile.attributes,
      id: profile.id,
      ...(email === undefined || typeof profile.attributes.email === 'string' ? {} : { email }),
      ...(userId === undefined ? {} : { user_id: userId }),
    },
    event: entry,
    journey: { id: journey.id, name: journey.name },
    workspace: { name: workspace.name },
    ...(unsubscribeUrl === undefined ? {} : { unsubscribe_url: unsubscribeUrl }),
  };
}
