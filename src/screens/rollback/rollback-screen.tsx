import { Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { isTransient } from '../../bridge/errors';
import type { Run } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { replaceRoute } from '../../router';
import { useLive } from '../../store/polling';
import { ArchivesPanel } from './archives-panel';
import { askedProposal } from './proposal-words';
import { ProposedRollback } from './proposals-panel';
import { ReadinessPanel } from './readiness-panel';
import { RecoveryCardView } from './recovery-card';
import { RehearsalPanel } from './rehearsal-panel';
import { RunHistory } from './run-history';
import { RunPanel } from './run-panel';
import { StartForm } from './start-form';
import { TriggersPanel } from './triggers-panel';
import { Unreachable } from './unreachable';
import { WatchdogPanel } from './watchdog-panel';

interface RollbackScreenProps {
	/** A run that a link asked for. */
	run: number | null;
	/** `card`: the recovery card, to be printed. */
	view: string | null;
	/** A part that a link asked for: `proposal-3`, `watchdog`. */
	focus: string | null;
}

export function RollbackScreen( { run, view, focus }: RollbackScreenProps ) {
	return view === 'card' ? (
		<RecoveryCardView />
	) : (
		<Rollbacks run={ run } focus={ focus } />
	);
}

function Rollbacks( { run, focus }: Omit< RollbackScreenProps, 'view' > ) {
	const live = useLive( paths.readiness );
	const [ lost_race, setLostRace ] = useState( false );
	const show = ( started: Run, lost: boolean ) => {
		setLostRace( lost );
		replaceRoute( { tab: 'rollback', run: started.id } );
	};
	if ( live.data === undefined && isTransient( live.error ) ) {
		return <Unreachable error={ live.error } onRetry={ live.reload } />;
	}
	const active_run = live.data?.active ?? null;
	const active = active_run?.id ?? null;
	const shown = run ?? active;
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_rollback" />
			{ lost_race && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					{ __(
						'Another rollback is active already; yours was not started. This is the active one.',
						'smartalloc-ops'
					) }
				</Notice>
			) }
			{ shown !== null && (
				<RunPanel
					key={ shown }
					id={ shown }
					known={ shown === active ? active_run : null }
					focused={ run !== null }
				/>
			) }
			<ProposedRollback
				asked={ askedProposal( focus ) }
				is_active={ active !== null }
				onRun={ show }
			/>
			<Loaded live={ live } rows={ 6 }>
				{ ( { ticks, scenarios } ) => (
					<>
						<ReadinessPanel
							ticks={
								active === null
									? ticks
									: // The run itself stands above.
										ticks.filter(
											( { id } ) => id !== 'free'
										)
							}
						/>
						{ active === null && (
							<section className="smartalloc-ops__card">
								<h3>{ __( 'Roll back', 'smartalloc-ops' ) }</h3>
								<StartForm
									scenarios={ scenarios }
									onRun={ show }
								/>
							</section>
						) }
					</>
				) }
			</Loaded>
			{ run !== null && active !== null && active !== run && (
				<p>
					<TabLink to={ { tab: 'rollback', run: active } }>
						{ __( 'Show the active rollback', 'smartalloc-ops' ) }
					</TabLink>
				</p>
			) }
			<TriggersPanel />
			<ArchivesPanel />
			<RehearsalPanel />
			<WatchdogPanel focused={ focus === 'watchdog' } />
			<RunHistory />
		</>
	);
}
