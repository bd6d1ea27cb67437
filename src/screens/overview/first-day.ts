import type { Overview } from '../../bridge/types';

/** Nothing speaks to us yet: what to connect says more than a wall of unknown. */
export function isFirstDay( { health, coverage }: Overview ): boolean {
	const connected = coverage.some(
		( { state } ) => state !== 'not_connected'
	);
	const measured = health.verdicts.some(
		( { measured_at } ) => measured_at !== null
	);
	return ! measured || ! connected;
}
