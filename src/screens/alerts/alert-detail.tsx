import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Alert } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { actorText } from '../../components/describe';
import { Dialog } from '../../components/dialog';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { ReasonField } from '../../components/reason-field';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { useLive } from '../../store/polling';
import { DecisionView } from './decision-view';
import { alertWord } from './words';

function AcknowledgeDialog( {
	alert,
	onClose,
}: {
	alert: Alert;
	onClose: () => void;
} ) {
	const { acknowledgeAlert } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const acknowledge = async () => {
		const done = await task.run( async () => {
			await acknowledgeAlert( alert.id, reason.trim() );
			return __( 'Noted.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={ sprintf(
				/* translators: %s: name of a check. */
				__( 'You are on it: %s', 'smartalloc-ops' ),
				alert.label
			) }
			capability="smartalloc_ops_operate"
			verb={ __( 'I am on it', 'smartalloc-ops' ) }
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ acknowledge }
			onClose={ onClose }
		>
			<p>
				{ __(
					'People are told of it again only when it gets worse or is over.',
					'smartalloc-ops'
				) }
			</p>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}

function Taken( { alert }: { alert: Alert } ) {
	return alert.acknowledged_at === null ? null : (
		<p>
			<bdi>{ actorText( alert.actor ) }</bdi>{ ' ' }
			<Time at={ alert.acknowledged_at } />: <bdi>{ alert.reason }</bdi>
		</p>
	);
}

function Members( { alert }: { alert: Alert } ) {
	return alert.members.length === 0 ? null : (
		<>
			<h4>{ __( 'It stands for', 'smartalloc-ops' ) }</h4>
			<ul className="smartalloc-ops__checks">
				{ alert.members.map( ( member ) => (
					<li key={ member.id } className="smartalloc-ops__check">
						<Mark { ...alertWord( member ) } />
						<div>{ member.label }</div>
					</li>
				) ) }
			</ul>
		</>
	);
}

/** One alert: how it stands, who is on it, and what was known when it fired. */
export function AlertDetail( { id }: { id: number } ) {
	const live = useLive( paths.alert( id ) );
	const [ open, setOpen ] = useState( false );
	return (
		<section className="smartalloc-ops__card">
			<p>
				<TabLink to={ { tab: 'alerts' } }>
					{ __( 'All alerts', 'smartalloc-ops' ) }
				</TabLink>
			</p>
			<Loaded live={ live } rows={ 4 }>
				{ ( alert ) => (
					<>
						<h3>{ alert.label }</h3>
						<p>
							<Mark { ...alertWord( alert ) } />{ ' ' }
							{ __( 'Began', 'smartalloc-ops' ) }{ ' ' }
							<Time at={ alert.onset_at } />
						</p>
						<Taken alert={ alert } />
						{ alert.state === 'firing' && (
							<GuardedButton
								capability="smartalloc_ops_operate"
								onClick={ () => setOpen( true ) }
							>
								{ __( 'I am on it…', 'smartalloc-ops' ) }
							</GuardedButton>
						) }
						<Members alert={ alert } />
						{ alert.decision !== null && (
							<DecisionView id={ alert.decision } />
						) }
						{ open && (
							<AcknowledgeDialog
								alert={ alert }
								onClose={ () => setOpen( false ) }
							/>
						) }
					</>
				) }
			</Loaded>
		</section>
	);
}
