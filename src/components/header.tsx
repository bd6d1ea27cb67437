import { __, sprintf } from '@wordpress/i18n';

import { formatClock, zoneLabel } from '../bridge/time';
import { useNow, useSite } from '../site';

const MINUTE_MS = 60_000;

/** Zone and locale are the overview's to tell: before that there is no site time. */
export function Header( { known }: { known: boolean } ) {
	const site = useSite();
	const now = useNow( MINUTE_MS );
	return (
		<header className="smartalloc-ops__header">
			<h1 className="smartalloc-ops__title">SmartAlloc Ops</h1>
			<p className="smartalloc-ops__meta">
				{ known ? (
					<>
						<span>
							{ site.release === null
								? __(
										'SmartAlloc release not known',
										'smartalloc-ops'
									)
								: sprintf(
										/* translators: %s: version number of SmartAlloc. */
										__(
											'SmartAlloc release %s',
											'smartalloc-ops'
										),
										site.release
									) }
						</span>
						<span>
							{ sprintf(
								/* translators: 1: time of day, 2: zone, e.g. UTC+03:30. */
								__( 'Site time %1$s (%2$s)', 'smartalloc-ops' ),
								formatClock( now, site ),
								zoneLabel( site )
							) }
						</span>
					</>
				) : (
					<span>
						{ __( 'Site time not known yet', 'smartalloc-ops' ) }
					</span>
				) }
			</p>
		</header>
	);
}
