import type { PlannedEnd } from '../../bridge/types';
import type { Zone } from '../../bridge/time';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How a person says when something ends. */
export interface EndWish {
	/** Minutes from now, `at` for a time of day, or empty for no end. */
	choice: string;
	/** `HH:MM` in the zone of the site. */
	at: string;
	then: PlannedEnd[ 'then' ];
}

export const NO_END: EndWish = { choice: '', at: '', then: 'back' };

/** The next time the clocks of the site show `HH:MM`; null when that is no time. */
export function nextAt( at: string, now: number, zone: Zone ): number | null {
	const [ , hours, minutes ] = /^(\d{1,2}):(\d{2})$/.exec( at ) ?? [];
	if ( hours === undefined || minutes === undefined ) {
		return null;
	}
	const offset = zone.offset_minutes * MINUTE;
	const midnight = Math.floor( ( now + offset ) / DAY ) * DAY - offset;
	const today =
		midnight + ( Number( hours ) * 60 + Number( minutes ) ) * MINUTE;
	return today > now ? today : today + DAY;
}

/** The instant a wish means; null while there is none. */
export function endOf(
	{ choice, at }: EndWish,
	now: number,
	zone: Zone
): number | null {
	if ( choice === 'at' ) {
		return nextAt( at, now, zone );
	}
	const minutes = Number( choice );
	return choice === '' || Number.isNaN( minutes )
		? null
		: now + minutes * MINUTE;
}

/** Asked for a time, but none is typed yet. */
export function isUnfinished(
	wish: EndWish,
	now: number,
	zone: Zone
): boolean {
	return wish.choice !== '' && endOf( wish, now, zone ) === null;
}
