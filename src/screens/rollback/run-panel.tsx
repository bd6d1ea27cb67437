import { createInterpolateElement } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Run } from '../../bridge/types';
import { CopyButton } from '../../components/copy-button';
import { actorText } from '../../components/describe';
import { FocusCard } from '../../components/focus-card';
import { Mark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { runWord } from '../../components/words';
import { useSite } from '../../site';
import { POLL_MS, RUN_POLL_MS, useLive } from '../../store/polling';
import { useResource } from '../../store/use-resource';
import { outcomeFacts } from './outcome-facts';
import { NextSteps } from './plan-panel';
import { runReport } from './report';
import { RunChoices } from './run-choices';
import { Facts, Timeline } from './timeline';

/** Something happens by itself right now: worth a look every two seconds. */
function isMoving( run: Run | undefined ): boolean {
	return run?.state === 'running' || run?.state === 'aborting';
}

/** One run as it stands; asks nobody. */
export function RunView( { run }: { run: Run } ) {
	const site = useSite();
	return (
		<>
			<p className="smartalloc-ops__sentence">
				<Mark { ...runWord( run.state, run.interrupted ) } bare />
				<strong>
					<bdi>{ run.headline }</bdi>
				</strong>
			</p>
			<p className="smartalloc-ops__quiet">
				{ createInterpolateElement(
					__(
						'Started <time /> by <actor />: “<reason />”',
						'smartalloc-ops'
					),
					{
						time: <Time at={ run.created_at } />,
						actor: <bdi>{ actorText( run.actor ) }</bdi>,
						reason: <bdi>{ run.reason }</bdi>,
					}
				) }{ ' ' }
				{ run.lease_owner !== null && (
					<>
						{ __( 'Run by', 'smartalloc-ops' ) }{ ' ' }
						<bdi dir="ltr">{ run.lease_owner }</bdi>
					</>
				) }
			</p>
			<RunChoices run={ run } />
			{ run.report !== null && (
				<Facts
					facts={ outcomeFacts( run.report, run.steps, site.locale ) }
				/>
			) }
			{ run.next_steps.length > 0 && (
				<>
					<h4>
						{ __( 'What a person does next', 'smartalloc-ops' ) }
					</h4>
					<NextSteps steps={ run.next_steps } />
				</>
			) }
			<Timeline steps={ run.steps } interrupted={ run.interrupted } />
			<CopyButton
				text={ runReport( run, site ) }
				label={ __( 'Copy the report', 'smartalloc-ops' ) }
			/>
		</>
	);
}

interface RunPanelProps {
	id: number;
	/** What another answer has told of it already; shown until its own comes. */
	known: Run | null;
	/** It was just started or asked for by a link. */
	focused: boolean;
}

/** One run, watched live while it moves. */
export function RunPanel( { id, known, focused }: RunPanelProps ) {
	const path = paths.run( id );
	const shown = useResource( path ).data ?? known ?? undefined;
	const live = useLive( path, isMoving( shown ) ? RUN_POLL_MS : POLL_MS );
	return (
		<FocusCard
			title={ sprintf(
				/* translators: %d: number of a run. */
				__( 'Rollback %d', 'smartalloc-ops' ),
				id
			) }
			focused={ focused }
		>
			<Loaded live={ { ...live, data: shown } } rows={ 6 }>
				{ ( run ) => <RunView run={ run } /> }
			</Loaded>
		</FocusCard>
	);
}
