import { useRef, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Flag, Queue, QueueHook } from '../../bridge/types';
import { CountCell } from '../../components/count';
import { DataTable, type Column } from '../../components/data-table';
import { useFrozenOrder } from '../../components/frozen-order';
import { NewerRows } from '../../components/newer-rows';
import { Time } from '../../components/time';
import { QueueFailures } from './failure-causes';
import { ProcessorFacts } from './processor-facts';
import {
	AgeCell,
	BatchButton,
	kindText,
	NameCell,
	PauseButton,
	RunnerCell,
	StateCell,
} from './queue-cells';
import { byTrouble } from './trouble';

interface QueueTableProps {
	queues: Queue[];
	measured_at: string;
	focus: string | null;
	/** The switch that pauses a queue, when there is one. */
	switchOf: ( queue: Queue ) => Flag | undefined;
	onSwitch: ( flag: Flag ) => void;
	onBatch: ( queue: Queue ) => void;
}

const idOf = ( queue: Queue ) => queue.id;

type Counted = 'pending' | 'due' | 'running' | 'failed';

/** Why a number is missing: it cannot be seen now, or nobody keeps it. */
function whyMissing( { kind, availability }: Queue ): string {
	return availability.state === 'present' &&
		( kind === 'gravity_forms' || kind === 'wp_cron' )
		? __( 'A queue of this kind keeps no such number.', 'smartalloc-ops' )
		: availability.detail;
}

function countColumns< T extends Record< Counted, Queue[ Counted ] > >(
	why: ( row: T ) => string
): Column< T >[] {
	const column = ( id: Counted, label: string ): Column< T > => ( {
		id,
		label,
		numeric: true,
		cell: ( row ) => <CountCell count={ row[ id ] } why={ why( row ) } />,
	} );
	return [
		column( 'pending', __( 'Pending', 'smartalloc-ops' ) ),
		column( 'due', __( 'Due', 'smartalloc-ops' ) ),
		column( 'running', __( 'Running', 'smartalloc-ops' ) ),
		column( 'failed', __( 'Failed', 'smartalloc-ops' ) ),
	];
}

function Hooks( { queue }: { queue: Queue } ) {
	return (
		<DataTable< QueueHook >
			caption={ __( 'Hooks of this queue', 'smartalloc-ops' ) }
			rows={ queue.hooks }
			idOf={ ( { hook } ) => hook }
			empty={
				queue.availability.state === 'present'
					? __(
							'No job is stored in this queue: nothing waits and nothing failed.',
							'smartalloc-ops'
						)
					: queue.availability.detail
			}
			columns={ [
				{
					id: 'hook',
					label: __( 'Hook', 'smartalloc-ops' ),
					heads_row: true,
					cell: ( { hook } ) => <code dir="ltr">{ hook }</code>,
				},
				...countColumns< QueueHook >( () => queue.availability.detail ),
			] }
		/>
	);
}

export function QueueTable( {
	queues,
	measured_at,
	focus,
	switchOf,
	onSwitch,
	onBatch,
}: QueueTableProps ) {
	const sorted = [ ...queues ].sort( byTrouble );
	const { rows, newer, moved, release, holder } = useFrozenOrder(
		sorted,
		idOf
	);
	const [ open, setOpen ] = useState< string | null >( focus );
	const region = useRef< HTMLDivElement >( null );

	return (
		<div ref={ region } tabIndex={ -1 } { ...holder }>
			<NewerRows
				newer={ newer }
				moved={ moved }
				onShow={ () => {
					release();
					region.current?.focus();
				} }
			>
				{ __( 'Measured', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ measured_at } />
			</NewerRows>
			<DataTable< Queue >
				caption={ __( 'Queues, by trouble', 'smartalloc-ops' ) }
				rows={ rows }
				idOf={ idOf }
				empty={ __(
					'No queue of SmartAlloc exists yet: no job was ever stored.',
					'smartalloc-ops'
				) }
				details={ ( queue ) =>
					queue.id === open ? (
						<>
							{ queue.processor ? (
								<ProcessorFacts
									processor={ queue.processor }
									about={ queue.availability.detail }
								/>
							) : (
								<Hooks queue={ queue } />
							) }
							{ queue.kind === 'action_scheduler' && (
								<QueueFailures queue={ queue.id } />
							) }
						</>
					) : null
				}
				columns={ [
					{
						id: 'name',
						label: __( 'Queue', 'smartalloc-ops' ),
						heads_row: true,
						cell: ( queue ) => (
							<>
								<NameCell
									queue={ queue }
									open={ queue.id === open }
									focused={ queue.id === focus }
									onToggle={ () =>
										setOpen(
											queue.id === open ? null : queue.id
										)
									}
								/>
								<div className="smartalloc-ops__quiet">
									{ kindText( queue.kind ) }
								</div>
							</>
						),
					},
					{
						id: 'state',
						label: __( 'State', 'smartalloc-ops' ),
						cell: ( queue ) => <StateCell queue={ queue } />,
					},
					...countColumns< Queue >( whyMissing ),
					{
						id: 'held',
						label: __( 'Held', 'smartalloc-ops' ),
						numeric: true,
						cell: ( queue ) => (
							<CountCell
								count={ queue.held }
								why={ whyMissing( queue ) }
							/>
						),
					},
					{
						id: 'oldest',
						label: __( 'Oldest due', 'smartalloc-ops' ),
						numeric: true,
						cell: ( queue ) => <AgeCell queue={ queue } />,
					},
					{
						id: 'runner',
						label: __( 'Last runner', 'smartalloc-ops' ),
						cell: ( queue ) => <RunnerCell queue={ queue } />,
					},
					{
						id: 'switch',
						label: __( 'Actions', 'smartalloc-ops' ),
						cell: ( queue ) => (
							<div className="smartalloc-ops__queue-actions">
								<PauseButton
									queue={ queue }
									flag={ switchOf( queue ) }
									onSwitch={ onSwitch }
								/>
								<BatchButton
									queue={ queue }
									onBatch={ onBatch }
								/>
							</div>
						),
					},
				] }
			/>
		</div>
	);
}
