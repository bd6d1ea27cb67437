import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Freeze } from '../bridge/types';
import { actorText } from './describe';
import { Time } from './time';

/** Who froze the flags, until when and why. */
export function FreezeSentence( { freeze }: { freeze: Freeze } ) {
	return createInterpolateElement(
		__(
			'Frozen by <owner /> until <until />: “<reason />”',
			'smartalloc-ops'
		),
		{
			owner: <bdi>{ actorText( freeze.owner ) }</bdi>,
			until: <Time at={ freeze.until } as="clock" />,
			reason: <bdi>{ freeze.reason }</bdi>,
		}
	);
}
