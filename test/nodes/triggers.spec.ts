import { describe, expect, it } from '@jest/globals';
import { check, LAYERING, ports, refuses, sentence, trigger, typeOf } from './declared.js';

const ids = (...list: string[]) => list.map((id) => ({ id }));

describe('what people enter by', () => {
  it('ENTRY-1 event-trigger names its event and its filter', () => {
    const filter = { fact: { property: 'plan' }, is: 'eq', value: 'pro' };
    expect(trigger('event-trigger', { event: ' order_completed ', filter })).toEqual({
      on: 'event',
      event: 'order_completed',
      filter,
    });
    expect(sentence('event-trigger', { event: 'order_completed', filter })).toEqual({
      en: "When order_completed happens, if the event's “plan” is “pro”",
      zh: '当发生 order_completed，且事件属性“plan”是“pro”',
    });
    refuses('event-trigger', { event: ' ' });
  });

  it('every trigger has one way on', () => {
    const all = ['event', 'stage', 'segment', 'rfm', 'attribute', 'score', 'schedule', 'date', 'api', 'journey'];
    for (const name of all) expect(ports(`${name}-trigger`)).toEqual(['next!']);
  });

  it('ENTRY-1 stage-trigger leaves either side open, and knows its stages', () => {
    expect(trigger('stage-trigger', { to: ['silent'] })).toEqual({ on: 'stage', from: undefined, to: ['silent'] });
    expect(sentence('stage-trigger', { from: ['growth', 'mature'], to: ['silent'] })).toEqual({
      en: 'When the stage changes from Growth or Mature to Silent',
      zh: '当阶段从成长期或成熟期变为沉默期',
    });
    expect(sentence('stage-trigger').zh).toBe('当阶段变为其他阶段');
    const known = { stages: ['growth', 'silent'] };
    expect(check('stage-trigger', { from: ['growth', 'unclassified'], to: ['asleep'] }, known)).toEqual(['to']);
    expect(check('stage-trigger', { to: ['asleep'] })).toEqual([]);
    refuses('stage-trigger', { to: [] });
  });

  it('ENTRY-1 stage-trigger listens to a layering as well, by the names it has there', () => {
    const settings = { model: 'engagement', from: ['core'], to: ['passing'] };
    expect(trigger('stage-trigger', settings)).toEqual({ on: 'stage', ...settings });
    expect(sentence('stage-trigger', settings)).toEqual({
      en: 'When “Engagement” changes from Core to Passing',
      zh: '当“参与度”从核心用户变为浏览用户',
    });
    const known = { models: [LAYERING] };
    expect(check('stage-trigger', settings, known)).toEqual([]);
    expect(check('stage-trigger', { ...settings, to: ['silent'] }, known)).toEqual(['to']);
    expect(check('stage-trigger', { ...settings, model: 'gone' }, known)).toEqual(['model']);
  });

  it('ENTRY-1 segment-trigger listens to who comes in or leaves, and knows its segment', () => {
    expect(trigger('segment-trigger', { segment: 'vip' })).toEqual({ on: 'stage', model: 'segment:vip', to: ['in'] });
    expect(trigger('segment-trigger', { segment: 'vip', when: 'left' })).toEqual({
      on: 'stage',
      model: 'segment:vip',
      from: ['in'],
    });
    expect(sentence('segment-trigger', { segment: 'vip', when: 'left' }).zh).toBe('当离开人群“vip”');
    expect(check('segment-trigger', { segment: 'vip' }, { segments: ids('vip') })).toEqual([]);
    expect(check('segment-trigger', { segment: 'vip' }, { segments: [] })).toEqual(['segment']);
    refuses('segment-trigger', {});
  });

  it('ENTRY-1 rfm-trigger listens to changes among the eight classes and no purchase', () => {
    expect(trigger('rfm-trigger', { from: ['champions'], to: ['keep', 'no_purchase'] })).toEqual({
      on: 'stage',
      model: 'rfm',
      from: ['champions'],
      to: ['keep', 'no_purchase'],
    });
    expect(sentence('rfm-trigger', { to: ['keep', 'rescue'] })).toEqual({
      en: 'When the RFM class changes to Keep or Rescue',
      zh: '当 RFM 分类变为重要保持客户或重要挽留客户',
    });
    refuses('rfm-trigger', { to: ['silent'] });
  });

  it('ENTRY-1 attribute-trigger listens to an attribute, to a value of it, and to a filter', () => {
    expect(trigger('attribute-trigger', { attribute: 'tier' })).toEqual({ on: 'attribute', attribute: 'tier' });
    const becomes = { fact: { property: 'to' }, is: 'eq', value: 'vip' };
    expect(trigger('attribute-trigger', { attribute: 'tier', to: 'vip' })).toEqual({
      on: 'attribute',
      attribute: 'tier',
      filter: becomes,
    });
    const filter = { fact: { property: 'from' }, is: 'known' };
    expect(trigger('attribute-trigger', { attribute: 'tier', to: 'vip', filter })).toMatchObject({
      filter: { all: [becomes, filter] },
    });
    expect(sentence('attribute-trigger', { attribute: 'tier', to: 'vip' })).toEqual({
      en: 'When “tier” changes to vip',
      zh: '当“tier”变为 vip',
    });
  });

  it('ENTRY-1 score-trigger has a bound and a side from which it is crossed', () => {
    const settings = { score: 'p_alive', crosses: 'below', bound: 0.5 };
    expect(trigger('score-trigger', settings)).toEqual({ on: 'score', ...settings });
    expect(sentence('score-trigger', settings)).toEqual({
      en: 'When p_alive falls below 0.5',
      zh: '当 p_alive 跌破 0.5',
    });
    refuses('score-trigger', { score: 'p_alive' });
  });

  it('ENTRY-1 date-trigger is a birthday, an anniversary or a date itself, moved by days', () => {
    const birthday = { attribute: 'birthday', offset: -3, at: '10:00' };
    expect(trigger('date-trigger', birthday)).toEqual({
      on: 'date',
      attribute: 'birthday',
      offset: -3,
      at: '10:00',
      yearly: true,
      calendar: 'solar',
      audience: undefined,
      missed: 'once',
    });
    expect(trigger('date-trigger', { ...birthday, recurs: 'lunar' })).toMatchObject({
      yearly: true,
      calendar: 'lunar',
    });
    expect(trigger('date-trigger', { ...birthday, recurs: 'never' })).toMatchObject({ yearly: false });
    expect(sentence('date-trigger', birthday)).toEqual({
      en: '3 days before “birthday”, each year at 10:00',
      zh: '每年“birthday”前 3 天 10:00',
    });
    for (const wrong of [{ at: '25:00' }, { at: '9:00' }, { offset: 0.5 }, { offset: 400 }])
      refuses('date-trigger', { ...birthday, ...wrong });
  });

  it('ENTRY-1 api-trigger and journey-trigger may filter by what they are handed', () => {
    const filter = { fact: { property: 'plan' }, is: 'eq', value: 'pro' };
    for (const on of ['api', 'journey']) {
      expect(trigger(`${on}-trigger`)).toEqual({ on, filter: undefined });
      expect(trigger(`${on}-trigger`, { filter })).toEqual({ on, filter });
      expect(sentence(`${on}-trigger`, { filter }).zh).toMatch(/，且/);
    }
  });
});

describe('a schedule', () => {
  it('ENTRY-1 knows cron and zones, and runs a missed time once unless told otherwise', () => {
    expect(trigger('schedule-trigger', { cron: '0 10 * * 1-5', zone: 'Asia/Shanghai' })).toMatchObject({
      on: 'schedule',
      when: { cron: '0 10 * * 1-5' },
      zone: 'Asia/Shanghai',
      missed: 'once',
    });
    const faults = (more: Record<string, unknown>) => check('schedule-trigger', { cron: '0 10 * * *', ...more });
    expect(faults({})).toEqual([]);
    expect(faults({ zone: 'Asia/Atlantis' })).toEqual(['zone']);
    for (const cron of ['60 * * * *', '* * *', '0 0 30 2 *', '@daily', '0 0 * * * *', 'a b c d e'])
      expect([cron, faults({ cron })]).toEqual([cron, ['cron']]);
    const audience = { fact: { stage: 'current' }, is: 'eq', value: 'silent' };
    expect(sentence('schedule-trigger', { cron: '0 10 * * *', audience })).toEqual({
      en: 'At 0 10 * * * for those of whom the stage is Silent',
      zh: '按 0 10 * * *，满足“阶段是“沉默期””的用户进入',
    });
  });

  it('ENTRY-1 SCHED-3 comes up once, or by a recurrence rule, in each profile’s own zone if wished', () => {
    const once = { once: '2026-12-24T10:00', local: true };
    expect(trigger('schedule-trigger', once)).toMatchObject({ when: { once: '2026-12-24T10:00' }, local: true });
    expect(sentence('schedule-trigger', once)).toEqual({
      en: 'Once at 2026-12-24 10:00 (local time) for everyone',
      zh: '在 2026-12-24 10:00（当地时间），所有用户进入',
    });
    const rule = { rrule: 'FREQ=MONTHLY;BYDAY=-1FR', start: '2026-01-30T09:00' };
    expect(trigger('schedule-trigger', rule)).toMatchObject({ when: rule });
    expect(sentence('schedule-trigger', rule).en).toBe(
      'By FREQ=MONTHLY;BYDAY=-1FR from 2026-01-30 09:00 on for everyone',
    );
    expect(check('schedule-trigger', { once: '2026-02-30T10:00' })).toEqual(['once']);
    expect(check('schedule-trigger', { ...rule, rrule: 'FREQ=HOURLY' })).toEqual(['rrule']);
    expect(check('schedule-trigger', { ...rule, start: 'soon' })).toEqual(['start']);
  });

  it('has one timetable, not none and not two', () => {
    expect(refuses('schedule-trigger', {})).toContain('cron');
    expect(refuses('schedule-trigger', { cron: '0 9 * * *', once: '2026-12-24T10:00' })).toContain('cron');
    expect(refuses('schedule-trigger', { rrule: 'FREQ=DAILY' })).toContain('start');
  });

  it('keeps its settings from before there were others than cron', () => {
    expect(typeOf('schedule-trigger').revision).toBe(2);
    expect(trigger('schedule-trigger', { cron: '0 10 * * *', missed: 'each' })).toMatchObject({ missed: 'each' });
  });
});
