import { useEffect, useRef, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Trigger } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { focusOn } from '../../components/focus-on';
import { Fold } from '../../components/fold';
import { Mark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { statusWord } from '../../components/words';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';
import { EarlierProposals } from './closed-proposals';
import { TriggerDialog } from './trigger-dialog';
import {
	triggerGroups,
	troubleWords,
	type Trouble,
	type TriggerGroups,
} from './trigger-groups';
import { TriggersTable, triggerButtonId } from './triggers-table';

/** The tick looks once a minute. */
const TRIGGERS_POLL_MS = 30_000;

function names( triggers: Trigger[] ): string {
	return triggers.map( ( { label } ) => label ).join( ' · ' );
}

/** What nobody can see now, by its reason; the rows themselves are folded. */
function Troubles( { troubles, all }: { troubles: Trouble[]; all: number } ) {
	return troubles.length === 0 ? null : (
		<ul className="smartalloc-ops__ticks">
			{ troubles.map( ( trouble ) => {
				const { text, remedy } = troubleWords( trouble );
				return (
					<li key={ trouble.why }>
						<Mark
							shape="unknown"
							word={ statusWord( 'unknown' ) }
						/>
						<strong>
							{ trouble.triggers.length === all
								? __( 'All triggers', 'smartalloc-ops' )
								: names( trouble.triggers ) }
						</strong>
						<span className="smartalloc-ops__quiet">
							{ text }{ ' ' }
							{ remedy !== null && (
								<TabLink to={ remedy.to }>
									{ remedy.label }
								</TabLink>
							) }
						</span>
					</li>
				);
			} ) }
		</ul>
	);
}

/** How many are folded and what is not known of them: never a good mark over something unknown. */
function FoldedLine( { groups }: { groups: TriggerGroups } ) {
	const { locale } = useSite();
	const { quiet, waiting, folded } = groups;
	const troubled = folded.length - quiet - waiting.length;
	const unknown = troubled + waiting.length > 0;
	const parts = [
		...( quiet === 0
			? []
			: [
					sprintf(
						/* translators: %s: number of triggers. */
						_n(
							'%s trigger is quiet',
							'%s triggers are quiet',
							quiet,
							'smartalloc-ops'
						),
						formatNumber( quiet, locale )
					),
				] ),
		...( waiting.length === 0
			? []
			: [
					sprintf(
						/* translators: 1: number of triggers, 2: their names. */
						_n(
							'%1$s is not known yet (%2$s)',
							'%1$s are not known yet (%2$s)',
							waiting.length,
							'smartalloc-ops'
						),
						formatNumber( waiting.length, locale ),
						names( waiting )
					),
				] ),
		...( troubled === 0
			? []
			: [
					sprintf(
						/* translators: %s: number of triggers. */
						_n(
							'%s is unknown for a reason named above',
							'%s are unknown for a reason named above',
							troubled,
							'smartalloc-ops'
						),
						formatNumber( troubled, locale )
					),
				] ),
	];
	const status = unknown ? 'unknown' : 'good';
	return (
		<>
			<Mark shape={ status } word={ statusWord( status ) } bare />{ ' ' }
			{ parts.join( ' · ' ) }
		</>
	);
}

interface GroupedTriggersProps {
	triggers: Trigger[];
	onChange: ( id: string ) => void;
}

function GroupedTriggers( { triggers, onChange }: GroupedTriggersProps ) {
	const groups = triggerGroups( triggers );
	const { loud, troubles, folded } = groups;
	return (
		<>
			{ loud.length > 0 && (
				<TriggersTable
					caption={ __(
						'Triggers that fire or are armed',
						'smartalloc-ops'
					) }
					triggers={ loud }
					onChange={ onChange }
				/>
			) }
			<Troubles troubles={ troubles } all={ triggers.length } />
			{ folded.length > 0 ? (
				<Fold summary={ <FoldedLine groups={ groups } /> }>
					<TriggersTable
						caption={ __( 'Other triggers', 'smartalloc-ops' ) }
						triggers={ folded }
						onChange={ onChange }
					/>
				</Fold>
			) : null }
			{ triggers.length === 0 && (
				<p className="smartalloc-ops__empty">
					{ __(
						'No trigger is known, so nothing is ever proposed.',
						'smartalloc-ops'
					) }
				</p>
			) }
		</>
	);
}

/** What makes the console propose a rollback, what of it may start one, and what was proposed before. */
export function TriggersPanel() {
	const live = useLive( paths.triggers, TRIGGERS_POLL_MS );
	const [ changed, setChanged ] = useState< string | null >( null );
	const last = useRef< string | null >( null );
	useEffect( () => {
		if ( changed === null && last.current !== null ) {
			// Armed or disarmed, it has moved, and the dialog found its button gone.
			focusOn( triggerButtonId( last.current ) );
		}
		last.current = changed;
	}, [ changed ] );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Triggers', 'smartalloc-ops' ) }</h3>
			<p className="smartalloc-ops__quiet">
				{ __(
					'What fires proposes a rollback, and a person decides. What is armed starts it by itself: once a build, not within a day of another rollback, and never on what is not known.',
					'smartalloc-ops'
				) }
			</p>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items } ) => {
					const trigger = items.find( ( { id } ) => id === changed );
					return (
						<>
							<GroupedTriggers
								triggers={ items }
								onChange={ setChanged }
							/>
							{ trigger !== undefined && (
								<TriggerDialog
									key={ trigger.id }
									trigger={ trigger }
									onClose={ () => setChanged( null ) }
								/>
							) }
						</>
					);
				} }
			</Loaded>
			<EarlierProposals />
		</section>
	);
}
