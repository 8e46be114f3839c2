export * from './registry.js';
export * from './field.js';
export * from './days.js';
export * from './given-properties.js';
export * from './stages.js';
export * from './schemas.js';
export * from './gallery/gallery.js';
