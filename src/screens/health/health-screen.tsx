import { useDispatch } from '@wordpress/data';
import { createInterpolateElement, Fragment } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Verdict } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote, GuardedButton } from '../../components/guarded-button';
import { HealthCounts } from '../../components/health-counts';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { groupTitle, listSeparator } from '../../components/words';
import { useNow, useSite } from '../../site';
import { store } from '../../store';
import { useLive } from '../../store/polling';
import { arrange, countStatuses, notGreen, type CheckGroup } from './arrange';
import { CheckItem } from './check-row';

function CheckAll() {
	const { checkHealth } = useDispatch( store );
	const task = useTask();
	return (
		<>
			<GuardedButton
				capability="smartalloc_ops_view"
				is_busy={ task.busy }
				onClick={ () =>
					task.run( async () => {
						await checkHealth( null );
						return __( 'All checks ran.', 'smartalloc-ops' );
					} )
				}
			>
				{ __( 'Check all now', 'smartalloc-ops' ) }
			</GuardedButton>
			<TaskError error={ task.error } />
		</>
	);
}

/** Their names, each a link down to it. */
function CheckLinks( { verdicts }: { verdicts: Verdict[] } ) {
	return (
		<>
			{ verdicts.map( ( { probe, label }, index ) => (
				<Fragment key={ probe }>
					{ index > 0 && listSeparator() }
					<TabLink to={ { tab: 'health', focus: probe } }>
						{ label }
					</TabLink>
				</Fragment>
			) ) }
		</>
	);
}

/** Whether a release could be called green, and if not, because of what. */
function Green( { verdicts }: { verdicts: Verdict[] } ) {
	const blocking = notGreen( verdicts, useNow( 10_000 ) );
	const required = verdicts.filter( ( verdict ) => verdict.required ).length;
	const { locale } = useSite();
	return (
		<p>
			{ blocking.length === 0
				? sprintf(
						/* translators: %s: number of checks. */
						_n(
							'Green for a release: nothing is critical, and the %s required check is known.',
							'Green for a release: nothing is critical, and the %s required checks are known.',
							required,
							'smartalloc-ops'
						),
						formatNumber( required, locale )
					)
				: createInterpolateElement(
						__(
							'Not green for a release: <checks />. Nothing may be critical, and no required check unknown.',
							'smartalloc-ops'
						),
						{ checks: <CheckLinks verdicts={ blocking } /> }
					) }
		</p>
	);
}

function Group( {
	group,
	rows,
	focus,
}: CheckGroup & { focus: string | null } ) {
	const now = useNow( 10_000 );
	return (
		<section className="smartalloc-ops__card">
			<div className="smartalloc-ops__toolbar">
				<h3>{ groupTitle( group ) }</h3>
				<HealthCounts
					counts={ countStatuses(
						rows.flatMap( ( row ) => [
							row.verdict,
							...row.waiting,
						] ),
						now
					) }
				/>
			</div>
			<ul className="smartalloc-ops__checks">
				{ rows.map( ( row ) => (
					<CheckItem
						key={ row.verdict.probe }
						row={ row }
						focus={ focus }
					/>
				) ) }
			</ul>
		</section>
	);
}

export function HealthScreen( { focus }: { focus: string | null } ) {
	const live = useLive( paths.health );
	return (
		<Loaded live={ live } rows={ 8 }>
			{ ( health ) => (
				<>
					<div className="smartalloc-ops__toolbar">
						<HealthCounts counts={ health.counts } />
						<CheckAll />
					</div>
					<CapabilityNote capability="smartalloc_ops_operate" />
					{ health.verdicts.length === 0 && (
						<p>
							{ __(
								'No check is registered. Reinstall the plugin: it brings its own.',
								'smartalloc-ops'
							) }
						</p>
					) }
					{ health.verdicts.length > 0 && (
						<Green verdicts={ health.verdicts } />
					) }
					{ arrange( health.verdicts ).map( ( group ) => (
						<Group
							key={ group.group }
							{ ...group }
							focus={ focus }
						/>
					) ) }
				</>
			) }
		</Loaded>
	);
}
