/**
 * The wire of `smartalloc-ops/v1`, as the server's JSON schemas declare it.
 *
 * Times are RFC 3339 in UTC. `null` always means "not known" or "does not
 * apply", never zero. The drift test compares these types with the schemas
 * the server serves.
 */
export * from './types/alerts';
export * from './types/errors';
export * from './types/flags';
export * from './types/health';
export * from './types/journal';
export * from './types/kpis';
export * from './types/metrics';
export * from './types/overview';
export * from './types/proposals';
export * from './types/queues';
export * from './types/runs';
export * from './types/settings';
export * from './types/shared';
export * from './types/telling';
export * from './types/trace';
export * from './types/vault';
export * from './types/watchdog';
export * from './types/work';
