import { Button } from '@wordpress/components';
import { createInterpolateElement, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Enforcement, Flag, FlagRevision } from '../../bridge/types';
import { ActionItem, TabLink } from '../../components/actions';
import { CountText } from '../../components/count';
import {
	actorText,
	flagButtonId,
	flagName,
	valueLabel,
} from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { Time } from '../../components/time';
import { useFocusTarget } from '../../components/use-focus-target';
import { Ends, SeenBy } from './ends-and-seen';
import { History } from './history';

function enforcementWord( state: Enforcement[ 'state' ] ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'enforced':
			return { shape: 'good', word: __( 'Obeyed', 'smartalloc-ops' ) };
		case 'partly':
			return {
				shape: 'recommended',
				word: __( 'Partly obeyed', 'smartalloc-ops' ),
			};
		case 'not_enforced':
			return {
				shape: 'critical',
				word: __( 'Not obeyed', 'smartalloc-ops' ),
			};
	}
}

function LastChange( { flag }: { flag: Flag } ) {
	return flag.revision === 0 ? (
		<>{ __( 'Never changed: the default holds.', 'smartalloc-ops' ) }</>
	) : (
		createInterpolateElement(
			__( '<time /> by <actor />: “<reason />”', 'smartalloc-ops' ),
			{
				time: <Time at={ flag.changed_at } />,
				actor: <bdi>{ actorText( flag.actor ) }</bdi>,
				reason: <bdi>{ flag.reason }</bdi>,
			}
		)
	);
}

function Obeyed( { enforcement }: { enforcement: Enforcement } ) {
	const is_told = enforcement.state === 'enforced' && enforcement.note !== '';
	return (
		<p className="smartalloc-ops__quiet">
			<Mark
				{ ...enforcementWord( enforcement.state ) }
				// The note says the same, in more words.
				bare={ is_told }
			/>{ ' ' }
			<bdi>{ enforcement.note }</bdi>{ ' ' }
			{ enforcement.action && (
				<ActionItem action={ enforcement.action } />
			) }
		</p>
	);
}

/** Work the switch keeps back, with the way to see it. */
function HeldCount( { flag }: { flag: Flag } ) {
	return flag.held === null || flag.held.value === 0 ? null : (
		<p>
			{ createInterpolateElement(
				__( '<count /> held. <link />', 'smartalloc-ops' ),
				{
					count: (
						<strong>
							<CountText count={ flag.held } />
						</strong>
					),
					link: (
						<TabLink to={ { tab: 'queue', state: 'held' } }>
							{ __( 'Show them', 'smartalloc-ops' ) }
						</TabLink>
					),
				}
			) }
		</p>
	);
}

function Value( { flag }: { flag: Flag } ) {
	const value = valueLabel( flag, flag.value );
	return flag.value === flag.safe ? (
		<div className="smartalloc-ops__value">
			<Mark shape="held" word={ value } />
		</div>
	) : (
		<div className="smartalloc-ops__value is-plain">{ value }</div>
	);
}

interface FlagRowProps {
	flag: Flag;
	focused: boolean;
	onChange: () => void;
	onRevert: ( target: FlagRevision ) => void;
	/** What this person just did to it. */
	result: ReactNode;
}

export function FlagRow( {
	flag,
	focused,
	onChange,
	onRevert,
	result,
}: FlagRowProps ) {
	const [ open, setOpen ] = useState( false );
	const ref = useFocusTarget< HTMLLIElement >( focused );
	return (
		<li
			ref={ ref }
			tabIndex={ -1 }
			className={ `smartalloc-ops__flag${
				focused ? ' is-focused' : ''
			}` }
		>
			<Value flag={ flag } />
			<div className="smartalloc-ops__finding">
				<h4
					className={
						flag.scope_label === ''
							? 'screen-reader-text'
							: undefined
					}
				>
					<bdi>{ flag.scope_label || flag.title }</bdi>
				</h4>
				<p className="smartalloc-ops__quiet">
					<LastChange flag={ flag } />
				</p>
				<Ends flag={ flag } />
				<Obeyed enforcement={ flag.enforcement } />
				{ flag.revision > 0 && <SeenBy seen={ flag.seen } /> }
				<HeldCount flag={ flag } />
				{ result }
			</div>
			<div className="smartalloc-ops__buttons">
				<GuardedButton
					id={ flagButtonId( flag.flag, flag.scope ) }
					capability="smartalloc_ops_flags"
					context={ flagName( flag ) }
					onClick={ onChange }
				>
					{ __( 'Change…', 'smartalloc-ops' ) }
				</GuardedButton>
				{ flag.revision > 0 && (
					<Button
						size="compact"
						variant="tertiary"
						aria-expanded={ open }
						onClick={ () => setOpen( ! open ) }
					>
						{ __( 'History', 'smartalloc-ops' ) }
						<span className="screen-reader-text">
							{ ' ' }
							{ flagName( flag ) }
						</span>
					</Button>
				) }
			</div>
			{ open && <History flag={ flag } onRevert={ onRevert } /> }
		</li>
	);
}
