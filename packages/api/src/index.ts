export * from './route.js';
export * from './access.js';
export * from './journeys.js';
export * from './lifecycle.js';
export * from './workspace.js';
export * from './ingestion.js';
export * from './repairs.js';
export * from './segments.js';
