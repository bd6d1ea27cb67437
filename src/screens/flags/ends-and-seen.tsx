import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Flag, Seen } from '../../bridge/types';
import { parseInstant } from '../../bridge/time';
import { valueLabel } from '../../components/describe';
import { Time } from '../../components/time';
import { useNow } from '../../site';

const STEP_MS = 5_000;

/** When it ends by itself, and what happens then; nothing when nobody planned that. */
export function Ends( { flag }: { flag: Flag } ) {
	const now = useNow( STEP_MS );
	const { end } = flag;
	if ( end === null ) {
		return null;
	}
	const parts = {
		time: <Time at={ end.until } as="clock" />,
		value: <>{ valueLabel( flag, end.back_to ) }</>,
	};
	const is_over = ( parseInstant( end.until ) ?? now ) <= now;
	if ( end.then === 'ask' ) {
		return (
			<p>
				{ createInterpolateElement(
					is_over
						? __(
								'Its end came at <time />: put it back, or give it another end.',
								'smartalloc-ops'
							)
						: __(
								'Ends at <time /> and then asks.',
								'smartalloc-ops'
							),
					parts
				) }
			</p>
		);
	}
	return (
		<p>
			{ createInterpolateElement(
				is_over
					? __(
							'Its end came at <time />: it goes back to <value /> as soon as it can.',
							'smartalloc-ops'
						)
					: __(
							'Ends at <time />, then <value />.',
							'smartalloc-ops'
						),
				parts
			) }
		</p>
	);
}

function Sighting( { at }: { at: string | null } ) {
	return at === null ? (
		<>{ __( 'not yet', 'smartalloc-ops' ) }</>
	) : (
		<Time at={ at } as="clock" />
	);
}

/** Whether a flip has arrived, by kind of process. */
export function SeenBy( { seen }: { seen: Seen } ) {
	return (
		<p className="smartalloc-ops__quiet">
			{ createInterpolateElement(
				__(
					'Seen by web: <web />, cron: <cron />, CLI: <cli />.',
					'smartalloc-ops'
				),
				{
					web: <Sighting at={ seen.web } />,
					cron: <Sighting at={ seen.cron } />,
					cli: <Sighting at={ seen.cli } />,
				}
			) }
		</p>
	);
}
