export * from './instant.js';
export * from './facts.js';
export * from './rule.js';
export * from './compile.js';
export * from './language.js';
export * from './issue-words.js';
