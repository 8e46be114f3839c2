import { area } from './area.js';

/** Loading, failing and copying: what every page may have to say. */
export const states = area({
  en: {
    loading: 'Loading…',
    failed: 'This could not be loaded.',
    unreachable: 'The server cannot be reached.',
    unreachableNext: 'Check that it is running. This page tries again by itself.',
    again: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    unknown: 'Something unexpected happened.',
    status: 'The server answered {{status}}.',
  },
  zh: {
    loading: '加载中…',
    failed: '加载失败。',
    unreachable: '无法连接服务器。',
    unreachableNext: '请确认服务正在运行，页面会自动重试。',
    again: '重试',
    copy: '复制',
    copied: '已复制',
    close: '关闭',
    cancel: '取消',
    save: '保存',
    unknown: '发生未知错误。',
    status: '服务器返回 {{status}}。',
  },
});
