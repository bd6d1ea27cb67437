import { __, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../bridge/time';
import type { Health } from '../bridge/types';
import { useSite } from '../site';
import { Mark } from './mark';
import { statusWord, WORST_FIRST } from './words';

export function HealthCounts( { counts }: Pick< Health, 'counts' > ) {
	const { locale } = useSite();
	return (
		<ul className="smartalloc-ops__inline">
			{ WORST_FIRST.filter( ( status ) => counts[ status ] > 0 ).map(
				( status ) => (
					<li key={ status }>
						<Mark
							shape={ status }
							word={ sprintf(
								/* translators: 1: number of checks, 2: a status, e.g. Good. */
								__( '%1$s %2$s', 'smartalloc-ops' ),
								formatNumber( counts[ status ], locale ),
								statusWord( status )
							) }
						/>
					</li>
				)
			) }
		</ul>
	);
}
