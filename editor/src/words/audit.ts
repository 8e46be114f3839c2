import type { Role } from '@sojourn/api';
import type { Words } from '@sojourn/rules';

/** What somebody did, by the action's name in the audit log. */
const ACTIONS: Readonly<Record<string, Words>> = {
  'setup.claim': { en: 'Set up the server', zh: '初始化服务器' },
  'session.open': { en: 'Signed in', zh: '登录' },
  'session.end': { en: 'Signed out', zh: '退出登录' },
  'session.refuse': { en: 'Failed to sign in', zh: '登录失败' },
  'member.password': { en: 'Changed the password', zh: '修改密码' },
  'member.add': { en: 'Added a member', zh: '添加成员' },
  'member.role': { en: 'Changed a role', zh: '修改成员角色' },
  'member.remove': { en: 'Removed a member', zh: '移除成员' },
  'key.add': { en: 'Made a key', zh: '创建密钥' },
  'key.revoke': { en: 'Revoked a key', zh: '吊销密钥' },
  'workspace.add': { en: 'Made a workspace', zh: '创建工作区' },
  'workspace.settings': { en: 'Changed the settings', zh: '修改工作区设置' },
  'journey.create': { en: 'Made a journey', zh: '新建旅程' },
  'journey.duplicate': { en: 'Duplicated a journey', zh: '复制旅程' },
  'journey.save': { en: 'Saved a draft', zh: '保存草稿' },
  'journey.publish': { en: 'Published a journey', zh: '发布旅程' },
  'journey.pause': { en: 'Paused a journey', zh: '暂停旅程' },
  'journey.resume': { en: 'Resumed a journey', zh: '恢复旅程' },
  'journey.drain': { en: 'Let a journey drain', zh: '旅程设为只出不进' },
  'journey.stop': { en: 'Stopped a journey', zh: '停止旅程' },
  'journey.archive': { en: 'Archived a journey', zh: '归档旅程' },
  'journey.drained': { en: 'Stopped a journey that had drained', zh: '旅程走完，自动停止' },
  'enrollment.exit': { en: 'Took people out', zh: '移出参与记录' },
  'enrollment.move': { en: 'Moved people', zh: '移动参与记录' },
  'enrollment.skip': { en: 'Brought people forward', zh: '提前执行参与记录' },
  'journey.let_all_in': { en: 'Let all into a journey', zh: '旅程灰度全量放开' },
  'calendar.add': { en: 'Made a calendar', zh: '新建日历' },
  'calendar.save': { en: 'Changed a calendar', zh: '修改日历' },
  'calendar.remove': { en: 'Removed a calendar', zh: '删除日历' },
  'lifecycle.publish': { en: 'Published a lifecycle model', zh: '发布生命周期模型' },
  'meanings.save': { en: 'Changed what events mean', zh: '修改事件含义' },
  'profile.erase': { en: 'Erased a person', zh: '删除用户个人数据' },
  'attribute.mark': { en: 'Marked an attribute', zh: '标记属性' },
  'template.create': { en: 'Wrote a template', zh: '新建模板' },
  'template.save': { en: 'Changed a template', zh: '修改模板' },
  'operation.cancel': { en: 'Cancelled an operation', zh: '取消任务' },
  'mailbox.empty': { en: 'Emptied the mailbox', zh: '清空收件箱' },
  'sample.request': { en: 'Asked for the sample shop', zh: '请求加载示例商城' },
  'sample.load': { en: 'Loaded the sample shop', zh: '加载示例商城' },
  'sample.trickle': { en: 'Switched the sample’s events', zh: '切换示例事件' },
  erased: { en: 'Erased record', zh: '已删除的记录' },
};

/** An action in words; one without words is shown by its name behind words that say so. */
export function actionWords(action: string): Words {
  return ACTIONS[action] ?? { en: action.replaceAll(/[._]/g, ' '), zh: `其他操作（${action}）` };
}

/** Kinds of things that can be changed. */
export const TARGETS: Readonly<Record<string, Words>> = {
  member: { en: 'Member', zh: '成员' },
  key: { en: 'Key', zh: '密钥' },
  workspace: { en: 'Workspace', zh: '工作区' },
  journey: { en: 'Journey', zh: '旅程' },
  enrollment: { en: 'Enrollment', zh: '参与记录' },
  profile: { en: 'Profile', zh: '用户' },
  template: { en: 'Template', zh: '模板' },
  operation: { en: 'Operation', zh: '任务' },
  'lifecycle model': { en: 'Lifecycle model', zh: '生命周期模型' },
  meanings: { en: 'Meanings', zh: '事件含义' },
  attribute: { en: 'Attribute', zh: '属性' },
  calendar: { en: 'Calendar', zh: '日历' },
  mailbox: { en: 'Mailbox', zh: '收件箱' },
  sample: { en: 'Sample shop', zh: '示例商城' },
  record: { en: 'Record', zh: '记录' },
};

/** Fields that changes name; deeper ones are named part by part. */
export const FIELDS: Readonly<Record<string, Words>> = {
  name: { en: 'name', zh: '名称' },
  role: { en: 'role', zh: '角色' },
  state: { en: 'state', zh: '状态' },
  version: { en: 'version', zh: '版本' },
  revision: { en: 'revision', zh: '修订' },
  note: { en: 'note', zh: '说明' },
  zone: { en: 'time zone', zh: '时区' },
  language: { en: 'language', zh: '语言' },
  quietHours: { en: 'quiet hours', zh: '勿扰时段' },
  from: { en: 'from', zh: '开始' },
  to: { en: 'to', zh: '结束' },
  action: { en: 'action', zh: '处理方式' },
  topics: { en: 'consent topics', zh: '授权主题' },
  scopes: { en: 'scopes', zh: '权限范围' },
  model: { en: 'model', zh: '模型' },
  stages: { en: 'stages', zh: '阶段' },
  evaluation: { en: 'order of evaluation', zh: '判断顺序' },
  minimumStay: { en: 'minimum stay', zh: '最短停留' },
  rule: { en: 'rule', zh: '规则' },
  all: { en: 'all of', zh: '全部满足' },
  any: { en: 'any of', zh: '任一满足' },
  not: { en: 'not', zh: '不满足' },
  fact: { en: 'fact', zh: '判断对象' },
  value: { en: 'value', zh: '值' },
  draft: { en: 'draft', zh: '草稿' },
  journey: { en: 'journey', zh: '旅程' },
  nodes: { en: 'nodes', zh: '节点' },
  edges: { en: 'connections', zh: '连线' },
  settings: { en: 'settings', zh: '设置' },
  variants: { en: 'texts', zh: '内容' },
  subject: { en: 'subject', zh: '主题' },
  body: { en: 'text', zh: '正文' },
  email: { en: 'e-mail address', zh: '邮箱' },
  pii: { en: 'personal', zh: '个人信息' },
  reason: { en: 'reason', zh: '原因' },
};

/** The console's roles. */
export const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  viewer: { en: 'Viewer', zh: '只读成员' },
  operator: { en: 'Operator', zh: '运营' },
  approver: { en: 'Approver', zh: '审批人' },
  admin: { en: 'Admin', zh: '管理员' },
  owner: { en: 'Owner', zh: '所有者' },
};
