import { __ } from '@wordpress/i18n';

import { formatAbsolute, formatRelative, parseInstant } from '../bridge/time';
import { useNow, useSite } from '../site';

/** A finer step would only flicker. */
const STEP_MS = 5_000;

/** Relative in the text; absolute on hover, on focus and for machines. */
export function Time( { at }: { at: string | null } ) {
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
			dateTime={ at }
			title={ absolute }
			data-absolute={ absolute }

			tabIndex={ 0 }
		>
			{ formatRelative( epoch, now, site ) }
		</time>
	);
}
