export * from './stage-model.js';
export * from './evaluate.js';
export * from './meanings.js';
export * from './presets.js';
export * from './rfm.js';
