import { describe, expect, it } from '@jest/globals';
import { deliveryReason, endingWords, errorWords } from './outcomes.js';

describe('reasons in words', () => {
  it('know the codes of the engine and of channels', () => {
    expect(deliveryReason('no_consent').zh).toBe('用户未授权该主题');
    expect(deliveryReason('http_503')).toEqual({ en: 'answered with HTTP 503', zh: '对方返回 HTTP 503' });
    expect(deliveryReason('smtp_550').zh).toBe('邮件服务器返回 SMTP 550');
  });

  it('say of an unknown code that it is another reason', () => {
    expect(deliveryReason('moon_phase')).toEqual({ en: 'moon phase', zh: '其他原因（moon_phase）' });
  });

  it('leave what operators wrote as it is', () => {
    expect(endingWords('已挽回').zh).toBe('已挽回');
    expect(endingWords('completed').zh).toBe('正常完成');
    expect(errorWords('Cannot read the rule.').en).toBe('Cannot read the rule.');
    expect(errorWords('no_address').zh).toBe('缺少联系方式');
  });
});
