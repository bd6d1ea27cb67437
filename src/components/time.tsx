import { __ } from '@wordpress/i18n';

import {
	formatAbsolute,
	formatRelative,
	formatSince,
	parseInstant,
} from '../bridge/time';
import { useNow, useSite } from '../site';

/** A finer step would only flicker. */
const STEP_MS = 5_000;

interface TimeProps {
	at: string | null;
	/** For "since ...": the time of day, or the date when that is long past. */
	as_clock?: boolean;
}

/** Relative in the text; absolute on hover, on focus and for machines. */
export function Time( { at, as_clock = false }: TimeProps ) {
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

			tabIndex={ 0 }
		>
			{ as_clock
				? formatSince( epoch, now, site )
				: formatRelative( epoch, now, site ) }
		</time>
	);
}
