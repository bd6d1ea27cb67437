import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Failure, FailureDetail } from '../../bridge/types';
import { ActionList } from '../../components/actions';
import { DataTable } from '../../components/data-table';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { CauseTable } from './failure-causes';

function known( from: Failure[ 'cause' ][ 'known_from' ] ): string {
	switch ( from ) {
		case 'recorded':
			return __( 'seen as it happened', 'smartalloc-ops' );
		case 'log':
			return __( 'read from the pattern of its log', 'smartalloc-ops' );
		case 'none':
			return __( 'not known', 'smartalloc-ops' );
	}
}

function Detail( { failure }: { failure: FailureDetail } ) {
	return (
		<>
			<p>
				<bdi>{ failure.cause.text }</bdi> (
				{ known( failure.cause.known_from ) })
			</p>
			<p>{ failure.advice }</p>
			<p>
				{ __( 'Arguments:', 'smartalloc-ops' ) }{ ' ' }
				{ failure.arguments.length === 0
					? __( 'none', 'smartalloc-ops' )
					: failure.arguments.map( ( { key, type } ) => (
							<span key={ key }>
								<code dir="ltr">{ `${ key }: ${ type }` }</code>{ ' ' }
							</span>
						) ) }
			</p>
			<p>
				{ __( 'Stored', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ failure.created_at } />,{ ' ' }
				{ __( 'due', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ failure.scheduled_at } />,{ ' ' }
				{ __( 'failed', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ failure.failed_at } />
			</p>
			<ActionList actions={ failure.actions } />
		</>
	);
}

function LoadedDetail( { id }: { id: number } ) {
	const live = useLive( paths.failure( id ) );
	return (
		<Loaded live={ live } rows={ 3 }>
			{ ( failure ) => <Detail failure={ failure } /> }
		</Loaded>
	);
}

/** Failed jobs that Action Scheduler keeps. There is no button to run one again: it would repeat what it had done. */
export function FailedJobs() {
	const [ trail, setTrail ] = useState< string[] >( [] );
	const [ open, setOpen ] = useState< number | null >( null );
	const live = useLive( paths.failures( null, trail.at( -1 ) ?? null ) );
	return (
		<Loaded live={ live } rows={ 4 }>
			{ ( failures ) => (
				<>
					{ trail.length === 0 && (
						<CauseTable failures={ failures } />
					) }
					<DataTable< Failure >
						caption={ __(
							'Failed jobs in Action Scheduler',
							'smartalloc-ops'
						) }
						rows={ failures.items }
						idOf={ ( { id } ) => id }
						empty={
							failures.next_cursor === null
								? __(
										'No failed job of SmartAlloc here.',
										'smartalloc-ops'
									)
								: __(
										'None of SmartAlloc among these: older ones may follow.',
										'smartalloc-ops'
									)
						}
						details={ ( { id } ) =>
							id === open ? <LoadedDetail id={ id } /> : null
						}
						columns={ [
							{
								id: 'hook',
								label: __( 'Hook', 'smartalloc-ops' ),
								heads_row: true,
								cell: ( { id, hook } ) => (
									<Button
										variant="link"
										className="smartalloc-ops__toggle"
										aria-expanded={ id === open }
										onClick={ () =>
											setOpen( id === open ? null : id )
										}
									>
										<bdi dir="ltr">{ `${ hook } ${ id }` }</bdi>
									</Button>
								),
							},
							{
								id: 'group',
								label: __( 'Group', 'smartalloc-ops' ),
								cell: ( { group } ) => (
									<bdi dir="ltr">{ group }</bdi>
								),
							},
							{
								id: 'cause',
								label: __( 'Cause', 'smartalloc-ops' ),
								cell: ( { cause } ) => (
									<bdi>{ cause.text }</bdi>
								),
							},
							{
								id: 'attempts',
								label: __( 'Attempts', 'smartalloc-ops' ),
								numeric: true,
								cell: ( { attempts } ) => attempts,
							},
							{
								id: 'failed',
								label: __( 'Failed', 'smartalloc-ops' ),
								cell: ( { failed_at } ) => (
									<Time at={ failed_at } />
								),
							},
						] }
					/>
					<div className="smartalloc-ops__buttons">
						<Button
							size="compact"
							variant="secondary"
							aria-disabled={ trail.length === 0 }
							onClick={ () => setTrail( trail.slice( 0, -1 ) ) }
						>
							{ __( 'Newer', 'smartalloc-ops' ) }
						</Button>
						<Button
							size="compact"
							variant="secondary"
							aria-disabled={ failures.next_cursor === null }
							onClick={ () => {
								if ( failures.next_cursor !== null ) {
									setTrail( [
										...trail,
										failures.next_cursor,
									] );
								}
							} }
						>
							{ __( 'Older', 'smartalloc-ops' ) }
						</Button>
					</div>
				</>
			) }
		</Loaded>
	);
}
