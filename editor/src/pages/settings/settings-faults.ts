import { workspaceSettingsSchema, type WorkspaceSettings } from '@sojourn/api';

/** Which parts of the settings cannot be saved as they are. */
export interface SettingsFaults {
  name: boolean;
  quietHours: boolean;
  topics: boolean;
}

/** Looks at settings as the contract does, and at what the server refuses beyond it: one id for two topics. */
export function settingsFaults(settings: WorkspaceSettings): SettingsFaults {
  const issues = workspaceSettingsSchema.safeParse(settings).error?.issues ?? [];
  const at = (part: string) => issues.some(({ path }) => path[0] === part);
  const ids = settings.topics.map(({ id }) => id);
  return { name: at('name'), quietHours: at('quietHours'), topics: at('topics') || new Set(ids).size < ids.length };
}

export function isSound({ name, quietHours, topics }: SettingsFaults): boolean {
  return !name && !quietHours && !topics;
}
