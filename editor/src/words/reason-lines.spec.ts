import { describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { reasonLines } from './reason-lines.js';

const zh = { language: 'zh', model: ECOMMERCE_MODEL } as const;
const lines = (reason: unknown, more: { error?: string; port?: string } = {}) => reasonLines({ reason, ...more }, zh);

describe('the reason of a step', () => {
  it('tells what was heard, met, written and sent', () => {
    expect(lines({ from: 'growth', to: 'silent' })).toEqual(['成长期 → 沉默期']);
    expect(lines({ event: 'order_completed' })).toEqual(['发生事件 order_completed']);
    expect(lines({ stage: 'mature' })).toEqual(['当前阶段：成熟期']);
    expect(lines({ set: { vip: true, level: '高级' } })).toEqual(['vip = 是', 'level = “高级”']);
    expect(lines({ outcome: 'sent' })).toEqual(['已发送']);
    expect(lines({ outcome: 'dropped', reason: 'no_consent' })).toEqual(['未发送：用户未授权该主题']);
    expect(lines({ exit: 'completed' })).toEqual(['正常完成']);
  });

  it('says that the time was over', () => {
    expect(lines(undefined, { port: 'timeout' })).toEqual(['等待时间到']);
    expect(lines(undefined, { port: 'next' })).toEqual([]);
  });

  it('does not say the error twice', () => {
    expect(lines({ outcome: 'failed', reason: 'http_503' }, { error: 'http_503' })).toEqual([]);
  });

  it('leaves an unknown shape to be shown as it is', () => {
    expect(lines({ weight: 3 })).toBeUndefined();
  });
});
