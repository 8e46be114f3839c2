import type { DeliveryOutcome, RefusalReply } from '@sojourn/api';
import type { Words } from '@sojourn/rules';

/** What became of a delivery. The first four are those still under way. */
export const OUTCOME_WORDS: Readonly<Record<DeliveryOutcome, Words>> = {
  queued: { en: 'Queued', zh: '排队中' },
  ready: { en: 'Ready to send', zh: '待发送' },
  leased: { en: 'Being sent', zh: '发送中' },
  settled: { en: 'Handed over', zh: '已交付' },
  sent: { en: 'Sent', zh: '已发送' },
  failed: { en: 'Failed', zh: '失败' },
  dropped: { en: 'Not sent', zh: '未发送' },
  expired: { en: 'Expired', zh: '已过期' },
  unknown: { en: 'Unknown', zh: '结果未知' },
};

/** Why a delivery waits, was not sent, or failed. */
const DELIVERY_REASONS: Readonly<Record<string, Words>> = {
  no_consent: { en: 'no consent to this topic', zh: '用户未授权该主题' },
  unsubscribed: { en: 'unsubscribed', zh: '用户已退订' },
  suppressed: { en: 'on the suppression list', zh: '地址在黑名单中' },
  quiet_hours: { en: 'quiet hours', zh: '勿扰时段' },
  not_after: { en: 'too late to make sense', zh: '超过最晚发送时间' },
  no_address: { en: 'no address known', zh: '缺少联系方式' },
  bad_address: { en: 'the address is not valid', zh: '联系方式无效' },
  no_channel: { en: 'the channel is not set up', zh: '渠道未配置' },
  no_secret: { en: 'the signing secret is missing', zh: '缺少签名密钥' },
  journey_paused: { en: 'the journey is paused', zh: '旅程已暂停' },
  journey_stopped: { en: 'the journey was stopped', zh: '旅程已停止' },
  sample_workspace: { en: 'the sample shop sends nothing outside', zh: '示例商城不会真实发送' },
  blocked_address: { en: 'the address is not allowed', zh: '目标地址不允许访问' },
  bad_url: { en: 'the address cannot be read', zh: '目标地址格式有误' },
  timeout: { en: 'no answer in time', zh: '响应超时' },
  connection_refused: { en: 'the connection was refused', zh: '连接被拒绝' },
  connection_failed: { en: 'no connection', zh: '无法建立连接' },
  connection_lost: { en: 'the connection broke off', zh: '连接中断' },
  too_large: { en: 'the answer was too large', zh: '内容过大' },
  render_failed: { en: 'the template could not be filled in', zh: '模板渲染失败' },
  smtp_auth: { en: 'the mail server refused the sign-in', zh: '邮件服务器登录失败' },
  smtp_failed: { en: 'the mail server refused it', zh: '邮件服务器拒收' },
  mailbox_unavailable: { en: 'the development mailbox could not be written', zh: '开发收件箱不可用' },
  sender_lost: { en: 'the sender was lost while sending', zh: '发送过程意外中断' },
  aborted: { en: 'broken off, tried again later', zh: '已中断，稍后重试' },
};

/** What a delivery's reason says; a code nobody has words for is shown behind words that say so. */
export function deliveryReason(code: string): Words {
  const known = DELIVERY_REASONS[code];
  if (known) return known;
  const http = /^http_(\d{3})$/.exec(code)?.[1];
  if (http) return { en: `answered with HTTP ${http}`, zh: `对方返回 HTTP ${http}` };
  const smtp = /^smtp_(\d{3})$/.exec(code)?.[1];
  if (smtp) return { en: `refused with SMTP ${smtp}`, zh: `邮件服务器返回 SMTP ${smtp}` };
  return { en: code.replaceAll('_', ' '), zh: `其他原因（${code}）` };
}

export const CHANNELS: Readonly<Record<string, Words>> = {
  email: { en: 'E-mail', zh: '邮件' },
  webhook: { en: 'Webhook', zh: 'Webhook' },
  sms: { en: 'SMS', zh: '短信' },
  push: { en: 'Push', zh: 'App 推送' },
  inapp: { en: 'In-app inbox', zh: '站内信' },
  wechat: { en: 'WeChat', zh: '微信' },
};

/** How a step ended. */
export const STEP_OUTCOMES = {
  left: { en: 'Went on', zh: '已通过' },
  ended: { en: 'Ended', zh: '已结束' },
  failed: { en: 'Failed', zh: '失败' },
} as const satisfies Record<string, Words>;

/** What moved a profile to another stage. */
export const CAUSES: Readonly<Record<string, Words>> = {
  event: { en: 'own behaviour', zh: '用户行为' },
  time: { en: 'time', zh: '时间流逝' },
  import: { en: 'import', zh: '数据导入' },
  model: { en: 'a new model', zh: '模型变更' },
  manual: { en: 'by hand', zh: '人工调整' },
};

/** The re-entry rule that refused an entry. */
export const REFUSALS: Readonly<Record<RefusalReply['rule'], Words>> = {
  once: { en: 'May enter only once', zh: '只允许进入一次' },
  after_exit: { en: 'Still inside, or left too recently', zh: '仍在旅程中，或离开时间过短' },
  after: { en: 'Entered too recently', zh: '距上次进入时间过短' },
  at_once: { en: 'Inside often enough at once', zh: '同时参与次数已达上限' },
  lifetime: { en: 'Entered as often as allowed', zh: '累计进入次数已达上限' },
  depth: { en: 'Journeys start one another too deep', zh: '旅程相互触发的层级过深' },
  not_live: { en: 'The journey takes nobody in', zh: '旅程不再接收用户' },
  not_started: { en: 'The journey had not begun', zh: '旅程尚未开始' },
  over: { en: 'The journey was over', zh: '旅程已结束' },
  excluded: { en: 'Inside another journey of the exclusion group', zh: '正在同一互斥组的其他旅程中' },
  canary: { en: 'Not among those the canary lets in', zh: '不在灰度放行范围内' },
  rate: { en: 'Too many entered at that time', zh: '超过进入速率上限' },
  filter: { en: 'The condition did not hold', zh: '不满足触发条件' },
};

/** How an enrollment ended, where the journey has no words of its own for it. */
const ENDINGS: Readonly<Record<string, Words>> = {
  completed: { en: 'completed', zh: '正常完成' },
  merged: { en: 'two profiles became one, and the older run goes on', zh: '用户合并，保留较早的参与记录' },
  erased: { en: 'the person was erased', zh: '用户个人数据已删除' },
  failed: { en: 'failed', zh: '执行失败' },
  visit_limit: { en: 'too many steps', zh: '超过步数上限' },
  journey_stopped: { en: 'the journey was stopped', zh: '旅程已停止' },
  stopped: { en: 'the journey was stopped', zh: '旅程已停止' },
  overdue: { en: 'overdue for too long when it was resumed', zh: '恢复时逾期过久' },
  migration: { en: 'taken out by a new version', zh: '发布新版本时移出' },
};

/** An ending in words; a journey's own name for it is shown as it was written. */
export function endingWords(reason: string): Words {
  return ENDINGS[reason] ?? { en: reason, zh: reason };
}

/** Why a step failed: an ending, a delivery's reason, or the words of the error itself. */
export function errorWords(error: string): Words {
  return (
    ENDINGS[error] ??
    (/^[a-z]+(_[a-z0-9]+)+$|^timeout$|^suppressed$/.test(error) ? deliveryReason(error) : { en: error, zh: error })
  );
}

/** What a profile is known by. */
export const IDENTITIES: Readonly<Record<string, Words>> = {
  userId: { en: 'User id', zh: '用户 ID' },
  anonymousId: { en: 'Anonymous id', zh: '匿名 ID' },
  email: { en: 'E-mail address', zh: '邮箱' },
  phone: { en: 'Phone', zh: '手机号' },
};
