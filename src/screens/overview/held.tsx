import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Flag, HeldWork } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CountText } from '../../components/count';
import {
	actorText,
	flagKey,
	flagName,
	NOT_LOADED,
} from '../../components/describe';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';

interface HeldProps {
	held: HeldWork[];
	flags: Flag[];
}

/** No switch lets go of it. */
function WaitingItem( { work }: { work: HeldWork } ) {
	return (
		<li>
			<Mark shape="held" word={ __( 'Held', 'smartalloc-ops' ) } bare />{ ' ' }
			{ createInterpolateElement(
				__(
					'<count /> held because SmartAlloc was not loaded, the oldest since <time />. It leaves by itself once SmartAlloc is there.',
					'smartalloc-ops'
				),
				{
					count: (
						<strong>
							<CountText count={ work.count } />
						</strong>
					),
					time: <Time at={ work.oldest_at } />,
				}
			) }{ ' ' }
			<TabLink to={ { tab: 'rollback' } }>
				{ __( 'See what keeps it out', 'smartalloc-ops' ) }
			</TabLink>
		</li>
	);
}

function HeldItem( { work, name }: { work: HeldWork; name: string } ) {
	return (
		<li>
			<Mark shape="held" word={ __( 'Held', 'smartalloc-ops' ) } bare />{ ' ' }
			{ createInterpolateElement(
				__(
					'<count /> held by <flag />, set <time /> by <actor />: “<reason />”',
					'smartalloc-ops'
				),
				{
					count: (
						<strong>
							<CountText count={ work.count } />
						</strong>
					),
					flag: <bdi>{ name }</bdi>,
					time: <Time at={ work.since } />,
					actor: <bdi>{ actorText( work.actor ) }</bdi>,
					reason: <bdi>{ work.reason }</bdi>,
				}
			) }{ ' ' }
			<TabLink
				to={ {
					tab: 'flags',
					change: flagKey( work.flag, work.scope ),
				} }
			>
				{ __( 'Release…', 'smartalloc-ops' ) }
				<span className="screen-reader-text"> { name }</span>
			</TabLink>
		</li>
	);
}

/** Work we keep back, and by which switch. */
export function Held( { held, flags }: HeldProps ) {
	const nameOf = ( { flag, scope }: HeldWork ) => {
		const known = flags.find(
			( other ) => other.flag === flag && other.scope === scope
		);
		return known ? flagName( known ) : flagKey( flag, scope );
	};
	return held.length === 0 ? null : (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Held right now', 'smartalloc-ops' ) }</h3>
			<ul className="smartalloc-ops__plain">
				{ held.map( ( work ) =>
					work.flag === NOT_LOADED ? (
						<WaitingItem key={ NOT_LOADED } work={ work } />
					) : (
						<HeldItem
							key={ flagKey( work.flag, work.scope ) }
							work={ work }
							name={ nameOf( work ) }
						/>
					)
				) }
			</ul>
		</section>
	);
}
