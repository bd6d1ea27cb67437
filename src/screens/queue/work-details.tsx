import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { paths } from '../../bridge/api';
import type { WorkItem } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { flagKey, NOT_LOADED } from '../../components/describe';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';

function Fact( { term, children }: { term: string; children: ReactNode } ) {
	return (
		<div>
			<dt>{ term }</dt>
			<dd>{ children }</dd>
		</div>
	);
}

function Code( { children }: { children: string } ) {
	return <code dir="ltr">{ children }</code>;
}

function Facts( { item }: { item: WorkItem } ) {
	return (
		<dl className="smartalloc-ops__facts">
			<Fact term={ __( 'Key', 'smartalloc-ops' ) }>
				<Code>{ item.key }</Code>
			</Fact>
			<Fact term={ __( 'Created', 'smartalloc-ops' ) }>
				<Time at={ item.created_at } />
			</Fact>
			<Fact term={ __( 'Last changed', 'smartalloc-ops' ) }>
				<Time at={ item.updated_at } />
			</Fact>
			{ item.due_at !== null && (
				<Fact term={ __( 'Due', 'smartalloc-ops' ) }>
					<Time at={ item.due_at } />
				</Fact>
			) }
			{ item.lease_until !== null && (
				<Fact term={ __( 'Leased until', 'smartalloc-ops' ) }>
					<Time at={ item.lease_until } />
				</Fact>
			) }
			{ item.held_flag === NOT_LOADED && (
				<Fact term={ __( 'Held because', 'smartalloc-ops' ) }>
					{ __(
						'SmartAlloc was not loaded. It leaves by itself once SmartAlloc is there.',
						'smartalloc-ops'
					) }
				</Fact>
			) }
			{ item.held_flag !== null && item.held_flag !== NOT_LOADED && (
				<Fact term={ __( 'Held by', 'smartalloc-ops' ) }>
					<TabLink
						to={ {
							tab: 'flags',
							focus: flagKey(
								item.held_flag,
								item.held_scope ?? ''
							),
						} }
					>
						<bdi dir="ltr">
							{ flagKey( item.held_flag, item.held_scope ?? '' ) }
						</bdi>
					</TabLink>
				</Fact>
			) }
			{ item.marked_run !== null && (
				<Fact term={ __( 'Born in a bad release', 'smartalloc-ops' ) }>
					<TabLink to={ { tab: 'rollback', run: item.marked_run } }>
						{ sprintf(
							/* translators: %d: number of a run. */
							__( 'Rollback %d', 'smartalloc-ops' ),
							item.marked_run
						) }
					</TabLink>
				</Fact>
			) }
			{ item.error_class !== null && (
				<Fact term={ __( 'Last error', 'smartalloc-ops' ) }>
					<Code>
						{ [
							item.error_class,
							item.error_code,
							item.error_frame,
						]
							.filter( ( part ) => part !== null )
							.join( ' · ' ) }
					</Code>
				</Fact>
			) }
			<Fact term={ __( 'Arguments', 'smartalloc-ops' ) }>
				{ item.arguments.length === 0
					? __( 'none', 'smartalloc-ops' )
					: item.arguments.map( ( { key, type } ) => (
							<span key={ key }>
								<Code>{ `${ key }: ${ type }` }</Code>{ ' ' }
							</span>
						) ) }
			</Fact>
		</dl>
	);
}

/** Read afresh while it is open: a lease and an attempt change quickly. */
export function WorkDetails( { id }: { id: number } ) {
	const live = useLive( paths.work_item( id ) );
	return (
		<Loaded live={ live } rows={ 3 }>
			{ ( item ) => <Facts item={ item } /> }
		</Loaded>
	);
}
