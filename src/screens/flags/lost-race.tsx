import { Button, Notice } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Flag } from '../../bridge/types';
import { actorText, valueLabel } from '../../components/describe';
import { Time } from '../../components/time';

interface LostRaceProps {
	/** The flag as somebody else has left it. */
	present: Flag;
	wish: string;
	onAgain: () => void;
	onLeave: () => void;
}

/** Shows the other person's change, and asks again. */
export function LostRace( { present, wish, onAgain, onLeave }: LostRaceProps ) {
	const granted = present.value === wish;
	return (
		<Notice
			status="warning"
			isDismissible={ false }
			className="smartalloc-ops__notice"
		>
			<p>
				{ createInterpolateElement(
					__(
						'<actor /> set it to <value /> <time />: “<reason />”',
						'smartalloc-ops'
					),
					{
						actor: <strong>{ actorText( present.actor ) }</strong>,
						value: (
							<strong>
								{ valueLabel( present, present.value ) }
							</strong>
						),
						time: <Time at={ present.changed_at } />,
						reason: <bdi>{ present.reason }</bdi>,
					}
				) }
			</p>
			<p>
				{ granted
					? __(
							'That is what you wanted; your change is not needed.',
							'smartalloc-ops'
						)
					: __( 'Your change was not made.', 'smartalloc-ops' ) }
			</p>
			<div className="smartalloc-ops__buttons">
				<Button
					__next40pxDefaultSize
					variant="secondary"
					onClick={ onLeave }
				>
					{ __( 'Leave it so', 'smartalloc-ops' ) }
				</Button>
				<Button
					__next40pxDefaultSize
					variant="secondary"
					onClick={ onAgain }
				>
					{ __( 'Decide again', 'smartalloc-ops' ) }
				</Button>
			</div>
		</Notice>
	);
}
