import { __ } from '@wordpress/i18n';

import {
	formatAbsolute,
	formatMoment,
	formatRelative,
	formatSince,
	parseInstant,
} from '../bridge/time';
import { useNow, useSite } from '../site';

/** A finer step would only flicker. */
const STEP_MS = 5_000;

interface TimeProps {
	at: string | null;
	/**
	 * `clock` for "since ...": the time of day, or the date when that is long
	 * past. `moment` for stories: to the second, with the date of another day.
	 */
	as?: 'relative' | 'clock' | 'moment';
}

const FORMATS = {
	relative: formatRelative,
	clock: formatSince,
	moment: formatMoment,
};

/** Relative in the text; absolute on hover, on focus and for machines. */
export function Time( { at, as = 'relative' }: TimeProps ) {
	const site = useSite();
	const now = useNow( STEP_MS );
	const epoch = parseInstant( at );
	if ( at === null || epoch === null ) {
		return <span>{ __( 'time not known', 'smartalloc-ops' ) }</span>;
	}
	const absolute = formatAbsolute( epoch, site );
	return (
		<time
			className="smartalloc-ops__time"
			dir="auto"
			dateTime={ at }
			title={ absolute }
			data-absolute={ absolute }
			// Also a finger or a key can ask for the absolute time.
			tabIndex={ 0 }
		>
			{ FORMATS[ as ]( epoch, now, site ) }
		</time>
	);
}
