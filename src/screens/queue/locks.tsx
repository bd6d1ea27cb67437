import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Lock } from '../../bridge/types';
import { Refusals } from '../../components/actions';
import { DataTable } from '../../components/data-table';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { ReasonDialog } from '../../components/reason-dialog';
import { Loaded } from '../../components/states';
import { store } from '../../store';
import { useLive } from '../../store/polling';

function lockWord( state: Lock[ 'state' ] ): { shape: Shape; word: string } {
	switch ( state ) {
		case 'stale':
			return {
				shape: 'critical',
				word: __( 'Its holder is dead', 'smartalloc-ops' ),
			};
		case 'live':
			return { shape: 'busy', word: __( 'In use', 'smartalloc-ops' ) };
		case 'harmless':
			return {
				shape: 'not_set_up',
				word: __( 'Left behind, holds nobody up', 'smartalloc-ops' ),
			};
	}
}

function Sentences( { lines }: { lines: string[] } ) {
	return (
		<ul>
			{ lines.map( ( line ) => (
				<li key={ line }>
					<bdi>{ line }</bdi>
				</li>
			) ) }
		</ul>
	);
}

function RemoveDialog( {
	lock,
	onClose,
}: {
	lock: Lock;
	onClose: () => void;
} ) {
	const { removeLock } = useDispatch( store );
	return (
		<ReasonDialog
			title={ sprintf(
				/* translators: %s: name of a lock. */
				__( 'Take away: %s', 'smartalloc-ops' ),
				lock.title
			) }
			capability="smartalloc_ops_operate"
			verb={ __( 'Take it away', 'smartalloc-ops' ) }
			is_destructive
			onConfirm={ async ( reason ) => {
				await removeLock( lock.id, lock.fingerprint, reason );
				return __( 'It is gone.', 'smartalloc-ops' );
			} }
			onClose={ onClose }
		>
			<Sentences lines={ lock.evidence } />
			<p>{ lock.effect }</p>
		</ReasonDialog>
	);
}

/** Who lets only one runner work, with what proves a holder dead. */
export function Locks() {
	const live = useLive( paths.locks );
	const [ chosen, setChosen ] = useState< Lock | null >( null );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Locks and claims', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 2 }>
				{ ( { items } ) => (
					<DataTable< Lock >
						caption={ __(
							'Locks and claims, those of dead runners first',
							'smartalloc-ops'
						) }
						rows={ items }
						idOf={ ( { id } ) => id }
						empty={ __(
							'No runner holds anything at this moment.',
							'smartalloc-ops'
						) }
						columns={ [
							{
								id: 'title',
								label: __( 'What', 'smartalloc-ops' ),
								heads_row: true,
								cell: ( { title } ) => <bdi>{ title }</bdi>,
							},
							{
								id: 'state',
								label: __( 'State', 'smartalloc-ops' ),
								cell: ( { state } ) => (
									<Mark { ...lockWord( state ) } />
								),
							},
							{
								id: 'evidence',
								label: __( 'Evidence', 'smartalloc-ops' ),
								cell: ( { evidence } ) => (
									<Sentences lines={ evidence } />
								),
							},
							{
								id: 'remove',
								label: __( 'Actions', 'smartalloc-ops' ),
								cell: ( lock ) =>
									lock.refusal === null ? (
										<GuardedButton
											capability="smartalloc_ops_operate"
											context={ lock.title }
											onClick={ () => setChosen( lock ) }
										>
											{ __(
												'Remove…',
												'smartalloc-ops'
											) }
										</GuardedButton>
									) : (
										<Refusals
											refusals={ [ lock.refusal ] }
										/>
									),
							},
						] }
					/>
				) }
			</Loaded>
			{ chosen && (
				<RemoveDialog
					lock={ chosen }
					onClose={ () => setChosen( null ) }
				/>
			) }
		</section>
	);
}
