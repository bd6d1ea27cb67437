import type { Path, Resources } from '../bridge/api';
import type { State } from './types';

/** Asking for a path is what makes its resolver fetch it. */
export function getResource(
	state: State,
	path: Path
): Resources[ Path ] | undefined {
	return state.resources[ path ];
}

/** Whole slice: indexing it by a path keeps that path's own type. */
export function getResources( state: State ): Partial< Resources > {
	return state.resources;
}

export function getReceivedAt( state: State, path: Path ): number | null {
	return state.received[ path ] ?? null;
}

export function getEpoch( state: State ): number {
	return state.epoch;
}
