import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { AlertLine } from '../../bridge/types';
import { actorText } from '../../components/describe';
import { Time } from '../../components/time';
import { severityWord } from './words';

/** Who is on it since when, and why they say so. */
function Taken( { alert }: { alert: AlertLine } ) {
	return alert.acknowledged_at === null ? null : (
		<li>
			{ createInterpolateElement(
				__(
					'<actor /> is on it since <time />: “<reason />”',
					'smartalloc-ops'
				),
				{
					actor: <bdi>{ actorText( alert.actor ) }</bdi>,
					time: <Time at={ alert.acknowledged_at } as="clock" />,
					reason: <bdi>{ alert.reason }</bdi>,
				}
			) }
		</li>
	);
}

function Ended( { alert }: { alert: AlertLine } ) {
	return alert.resolved_at === null ? null : (
		<li>
			{ createInterpolateElement(
				alert.ended === 'gone'
					? __(
							'Not measured any more since <time />; nobody saw it recover',
							'smartalloc-ops'
						)
					: __( 'Over since <time />', 'smartalloc-ops' ),
				{ time: <Time at={ alert.resolved_at } /> }
			) }
		</li>
	);
}

/** What happened to an alert, in the order in which it happened. */
export function Story( { alert }: { alert: AlertLine } ) {
	return (
		<ul className="smartalloc-ops__inline smartalloc-ops__quiet">
			{ alert.state !== 'firing' && (
				<li>{ severityWord( alert.severity ) }</li>
			) }
			<li>
				{ createInterpolateElement(
					__( 'Began <time />', 'smartalloc-ops' ),
					{ time: <Time at={ alert.onset_at } /> }
				) }
			</li>
			<Taken alert={ alert } />
			<Ended alert={ alert } />
		</ul>
	);
}
