import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { RollbackScenario, Run } from '../../bridge/types';
import { DataTable } from '../../components/data-table';
import { actorText } from '../../components/describe';
import { Mark } from '../../components/mark';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { runWord } from '../../components/words';
import { useResource } from '../../store/use-resource';
import { scenarioTitle } from './report';
import { RunView } from './run-panel';

const NO_SCENARIOS: RollbackScenario[] = [];

interface HistoryTableProps {
	runs: Run[];
	scenarios: RollbackScenario[];
}

function HistoryTable( { runs, scenarios }: HistoryTableProps ) {
	const [ open, setOpen ] = useState< number | null >( null );
	return (
		<DataTable< Run >
			caption={ __( 'Rollbacks, newest first', 'smartalloc-ops' ) }
			rows={ runs }
			idOf={ ( { id } ) => id }
			empty={ __(
				'No rollback was ever started here. A rehearsal would show how long one takes.',
				'smartalloc-ops'
			) }
			details={ ( run ) =>
				run.id === open ? <RunView run={ run } /> : null
			}
			columns={ [
				{
					id: 'id',
					label: __( 'Run', 'smartalloc-ops' ),
					heads_row: true,
					cell: ( { id } ) => (
						<Button
							__next40pxDefaultSize
							variant="link"
							className="smartalloc-ops__toggle"
							aria-expanded={ id === open }
							onClick={ () => setOpen( id === open ? null : id ) }
						>
							{ id }
						</Button>
					),
				},
				{
					id: 'state',
					label: __( 'State', 'smartalloc-ops' ),
					cell: ( { state, interrupted } ) => (
						<Mark { ...runWord( state, interrupted ) } />
					),
				},
				{
					id: 'scenario',
					label: __( 'Scenario', 'smartalloc-ops' ),
					cell: ( { scenario } ) => (
						<bdi>{ scenarioTitle( scenarios, scenario ) }</bdi>
					),
				},
				{
					id: 'started',
					label: __( 'Started', 'smartalloc-ops' ),
					cell: ( { created_at } ) => <Time at={ created_at } />,
				},
				{
					id: 'actor',
					label: __( 'By', 'smartalloc-ops' ),
					cell: ( { actor } ) => <bdi>{ actorText( actor ) }</bdi>,
				},
				{
					id: 'reason',
					label: __( 'Reason', 'smartalloc-ops' ),
					cell: ( { reason } ) => <bdi>{ reason }</bdi>,
				},
			] }
		/>
	);
}

export function RunHistory() {
	const pager = usePager();
	const scenarios =
		useResource( paths.readiness ).data?.scenarios ?? NO_SCENARIOS;
	const live = useResource( paths.rollbacks( pager.before ) );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'History', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items, next_before } ) => (
					<>
						<HistoryTable runs={ items } scenarios={ scenarios } />
						<PagerButtons
							pager={ pager }
							next_before={ next_before }
						/>
					</>
				) }
			</Loaded>
		</section>
	);
}
