import { describe, expect, it } from '@jest/globals';
import type { EventNameReply } from '@sojourn/api';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { isSuggested, meaningsInUse, withMeanings, withSuggestions } from './meanings.js';

const seen = (name: string, meanings: string[] = [], suggested: string[] = []): EventNameReply => ({
  name,
  count: 1,
  firstAt: '2026-01-01T00:00:00Z',
  lastAt: '2026-01-01T00:00:00Z',
  meanings,
  suggested,
});

describe('what events mean', () => {
  it('gives and takes meanings of one event and leaves the others alone', () => {
    const mapping = { order: ['order_completed'], cart: ['add_to_cart'] };
    expect(withMeanings(mapping, 'pay_success', ['order'])).toEqual({
      order: ['order_completed', 'pay_success'],
      cart: ['add_to_cart'],
    });
    expect(withMeanings(mapping, 'order_completed', ['view'])).toEqual({
      order: [],
      cart: ['add_to_cart'],
      view: ['order_completed'],
    });
    expect(mapping.order).toEqual(['order_completed']);
  });

  it('never maps one event twice to one meaning', () => {
    expect(withMeanings({ order: ['paid'] }, 'paid', ['order'])).toEqual({ order: ['paid'] });
  });

  it('takes every suggestion at once', () => {
    const events = [seen('product_viewed', [], ['view']), seen('paid', ['order'], []), seen('cart', [], ['cart'])];
    expect(withSuggestions({ order: ['paid'] }, events)).toEqual({
      order: ['paid'],
      view: ['product_viewed'],
      cart: ['cart'],
    });
    expect(events.filter(isSuggested)).toHaveLength(2);
  });

  it('shows what the model asks about and which events answer', () => {
    expect(meaningsInUse(ECOMMERCE_MODEL, [seen('paid', ['order'])])).toEqual([
      { meaning: 'activity', events: [] },
      { meaning: 'order', events: ['paid'] },
    ]);
  });
});
