import type { Queue } from '../../bridge/types';

const RANK: Record< Queue[ 'state' ], number > = {
	late: 0,
	unavailable: 1,
	not_loaded: 2,
	paused: 3,
	waiting: 4,
	running: 5,
	idle: 6,
};

function failures( queue: Queue ): number {
	return queue.failed?.value ?? 0;
}

/** By state alone: failures that were dealt with stay in the count for weeks. */
export function isInTrouble( queue: Queue ): boolean {
	return RANK[ queue.state ] <= RANK.paused;
}

/** Late first, then what cannot be read, then held, then paused; failures, then age decide ties. */
export function byTrouble( a: Queue, b: Queue ): number {
	return (
		RANK[ a.state ] - RANK[ b.state ] ||
		failures( b ) - failures( a ) ||
		( b.oldest_due_age_s ?? 0 ) - ( a.oldest_due_age_s ?? 0 ) ||
		a.id.localeCompare( b.id )
	);
}
