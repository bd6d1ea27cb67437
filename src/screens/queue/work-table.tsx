import { Button } from '@wordpress/components';
import { useRef, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { WorkItem, WorkPage, WorkState } from '../../bridge/types';
import { CountCell } from '../../components/count';
import { DataTable } from '../../components/data-table';
import { useFrozenOrder } from '../../components/frozen-order';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { NewerRows } from '../../components/newer-rows';
import { Time } from '../../components/time';
import { workWord } from '../../components/words';
import { ResolveDialog } from './resolve-dialog';
import { WorkDetails } from './work-details';
import { emptyText } from './work-views';

const idOf = ( item: WorkItem ) => item.id;

function sourceText( source: WorkItem[ 'source' ] ): string {
	switch ( source ) {
		case 'as_action':
			return __( 'Action Scheduler job', 'smartalloc-ops' );
		case 'gf_notification':
			return __( 'Gravity Forms notification', 'smartalloc-ops' );
		case 'gf_submission':
			return __( 'Gravity Forms entry', 'smartalloc-ops' );
		case 'cron_job':
			return __( 'WP-Cron job', 'smartalloc-ops' );
	}
}

/** What it is at that stage of an entry's way; jobs have none of their own. */
function stageText( { stage, source }: WorkItem ): string {
	switch ( stage ) {
		case 'notification':
			return __( 'Message of a form', 'smartalloc-ops' );
		case 'intake':
			return __( 'Entry to be taken in', 'smartalloc-ops' );
		case 'self_test':
			return __( 'Made by a self-test', 'smartalloc-ops' );
		default:
			return sourceText( source );
	}
}

/** Only what a person has to decide has a button. */
function isDecidable( { state }: WorkItem ): boolean {
	return state === 'finished_unknown' || state === 'failed';
}

function About( { item }: { item: WorkItem } ) {
	return (
		<>
			<bdi dir="ltr">{ item.hook || sourceText( item.source ) }</bdi>
			<div className="smartalloc-ops__quiet">{ stageText( item ) }</div>
		</>
	);
}

function Origin( { item: { form_id, entry_id } }: { item: WorkItem } ) {
	if ( entry_id === null ) {
		return <>{ __( 'no entry', 'smartalloc-ops' ) }</>;
	}
	return form_id === null ? (
		<>
			{ sprintf(
				/* translators: %d: number of an entry. */
				__( 'entry %d', 'smartalloc-ops' ),
				entry_id
			) }
		</>
	) : (
		<>
			{ sprintf(
				/* translators: 1: number of a form, 2: number of an entry. */
				__( 'form %1$d, entry %2$d', 'smartalloc-ops' ),
				form_id,
				entry_id
			) }
		</>
	);
}

export function WorkTable( {
	page,
	state,
}: {
	page: WorkPage;
	state: WorkState;
} ) {
	const { rows, newer, moved, release, holder } = useFrozenOrder(
		page.items,
		idOf
	);
	const [ open, setOpen ] = useState< number | null >( null );
	const [ deciding, setDeciding ] = useState< WorkItem | null >( null );
	const region = useRef< HTMLDivElement >( null );
	return (
		<>
			<div ref={ region } tabIndex={ -1 } { ...holder }>
				<NewerRows
					newer={ newer }
					moved={ moved }
					onShow={ () => {
						release();
						region.current?.focus();
					} }
				/>
				<DataTable< WorkItem >
					caption={ __( 'Work of this state', 'smartalloc-ops' ) }
					rows={ rows }
					idOf={ idOf }
					empty={ emptyText( state ) }
					details={ ( item ) =>
						item.id === open ? <WorkDetails id={ item.id } /> : null
					}
					columns={ [
						{
							id: 'id',
							label: __( 'Work', 'smartalloc-ops' ),
							heads_row: true,
							cell: ( item ) => (
								<Button
									__next40pxDefaultSize
									variant="link"
									className="smartalloc-ops__toggle"
									aria-expanded={ item.id === open }
									onClick={ () =>
										setOpen(
											item.id === open ? null : item.id
										)
									}
								>
									{ item.id }
								</Button>
							),
						},
						{
							id: 'about',
							label: __( 'What', 'smartalloc-ops' ),
							cell: ( item ) => <About item={ item } />,
						},
						{
							id: 'origin',
							label: __( 'From', 'smartalloc-ops' ),
							cell: ( item ) => <Origin item={ item } />,
						},
						{
							id: 'state',
							label: __( 'State', 'smartalloc-ops' ),
							cell: ( item ) => (
								<Mark { ...workWord( item.state ) } />
							),
						},
						{
							id: 'attempts',
							label: __( 'Attempts', 'smartalloc-ops' ),
							numeric: true,
							cell: ( item ) => (
								<CountCell
									count={ {
										value: item.attempts,
										capped: false,
									} }
								/>
							),
						},
						{
							id: 'since',
							label: __( 'Since', 'smartalloc-ops' ),
							cell: ( item ) => <Time at={ item.updated_at } />,
						},
						{
							id: 'actions',
							label: __( 'Actions', 'smartalloc-ops' ),
							cell: ( item ) =>
								isDecidable( item ) ? (
									<GuardedButton
										capability="smartalloc_ops_operate"
										context={ String( item.id ) }
										onClick={ () => setDeciding( item ) }
									>
										{ __( 'Decide…', 'smartalloc-ops' ) }
									</GuardedButton>
								) : null,
						},
					] }
				/>
			</div>
			{ /* Beside the rows: to React, pointer and focus in a dialog are where it is rendered. */ }
			{ deciding && (
				<ResolveDialog
					item={ deciding }
					onClose={ () => setDeciding( null ) }
				/>
			) }
		</>
	);
}
