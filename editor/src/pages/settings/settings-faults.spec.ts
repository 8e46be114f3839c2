import { describe, expect, it } from '@jest/globals';
import type { WorkspaceSettings } from '@sojourn/api';
import { isSound, settingsFaults } from './settings-faults.js';

const settings: WorkspaceSettings = {
  name: '青木商城',
  zone: 'Asia/Shanghai',
  language: 'zh',
  quietHours: { from: '21:00', to: '09:00', action: 'defer' },
  topics: [{ id: 'marketing', name: { en: 'Marketing', zh: '营销' }, byDefault: false, transactional: false }],
};

describe('settings that cannot be saved', () => {
  it('are told by their part', () => {
    expect(settingsFaults({ ...settings, name: ' ' })).toEqual({ name: true, quietHours: false, topics: false });
    expect(settingsFaults({ ...settings, quietHours: { from: '09:00', to: '09:00', action: 'drop' } }).quietHours).toBe(
      true,
    );
    expect(settingsFaults({ ...settings, topics: [] }).topics).toBe(true);
    expect(settingsFaults({ ...settings, topics: [...settings.topics, ...settings.topics] }).topics).toBe(true);
  });

  it('are none of the usual ones', () => {
    expect(isSound(settingsFaults(settings))).toBe(true);
    expect(isSound(settingsFaults({ ...settings, quietHours: null }))).toBe(true);
  });
});
