import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Alert } from '../../bridge/types';
import { Link, TabLink } from '../../components/actions';
import { AnnouncementList } from '../../components/announcement-list';
import { Dialog } from '../../components/dialog';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { ReasonField } from '../../components/reason-field';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { useLive } from '../../store/polling';
import { useResource } from '../../store/use-resource';
import { searchWith } from '../journal/filters';
import { DecisionView } from './decision-view';
import { Story } from './story';
import { alertWord } from './words';

/** The signal of an alert that stands for many. */
const MASS = 'mass';

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

function Members( { alert }: { alert: Alert } ) {
	return alert.members.length === 0 ? null : (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'It stands for', 'smartalloc-ops' ) }</h3>
			<ul className="smartalloc-ops__checks">
				{ alert.members.map( ( member ) => (
					<li key={ member.id } className="smartalloc-ops__check">
						<Mark { ...alertWord( member ) } />
						<div>
							<h4>
								<bdi>{ member.label }</bdi>
							</h4>
							<Story alert={ member } />
						</div>
					</li>
				) ) }
			</ul>
		</section>
	);
}

/** Where the same thing is told from other sides. */
function Elsewhere( { alert }: { alert: Alert } ) {
	const is_check = /^[a-z_]+$/.test( alert.signal ) && alert.signal !== MASS;
	return (
		<ul className="smartalloc-ops__inline">
			{ is_check && (
				<li>
					<TabLink to={ { tab: 'health', focus: alert.signal } }>
						{ __( 'The check as it is now', 'smartalloc-ops' ) }
					</TabLink>
				</li>
			) }
			<li>
				<Link
					href={ searchWith( window.location.search, {
						subject: `alert:${ alert.id }`,
					} ) }
				>
					{ __( 'In the journal', 'smartalloc-ops' ) }
				</Link>
			</li>
		</ul>
	);
}

function Known( { id }: { id: number } ) {
	const live = useResource( paths.decision( id ) );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'What was known then', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 4 }>
				{ ( decision ) => (
					<>
						<p>
							<TabLink to={ { tab: 'alerts', decision: id } }>
								{ sprintf(
									/* translators: %d: number of a decision. */
									__(
										'Decision %d at its own address',
										'smartalloc-ops'
									),
									id
								) }
							</TabLink>
						</p>
						<DecisionView decision={ decision } />
					</>
				) }
			</Loaded>
		</section>
	);
}

/** One alert: how it stands, who is on it, what was known when it fired, and who was told. */
export function AlertDetail( { id }: { id: number } ) {
	const live = useLive( paths.alert( id ) );
	const [ open, setOpen ] = useState( false );
	return (
		<>
			<p>
				<TabLink to={ { tab: 'alerts' } }>
					{ __( 'Open alerts', 'smartalloc-ops' ) }
				</TabLink>
			</p>
			<Loaded live={ live } rows={ 4 }>
				{ ( alert ) => (
					<>
						<section className="smartalloc-ops__card">
							<h3>
								<bdi>{ alert.label }</bdi>
							</h3>
							<p>
								<Mark { ...alertWord( alert ) } />
							</p>
							<Story alert={ alert } />
							<Elsewhere alert={ alert } />
							{ alert.state === 'firing' && (
								<div className="smartalloc-ops__buttons smartalloc-ops__below">
									<GuardedButton
										capability="smartalloc_ops_operate"
										variant="primary"
										onClick={ () => setOpen( true ) }
									>
										{ __(
											'I am on it…',
											'smartalloc-ops'
										) }
									</GuardedButton>
								</div>
							) }
						</section>
						<Members alert={ alert } />
						{ alert.decision !== null && (
							<Known id={ alert.decision } />
						) }
						<section className="smartalloc-ops__card">
							<h3>{ __( 'Who was told', 'smartalloc-ops' ) }</h3>
							<AnnouncementList
								subject={ `alert:${ id }` }
								empty={ __(
									'Nobody was told of it. The settings say what people are told of and by which ways.',
									'smartalloc-ops'
								) }
							/>
							<p>
								<TabLink
									to={ {
										tab: 'settings',
										focus: 'recipients',
									} }
								>
									{ __(
										'Recipients and channels',
										'smartalloc-ops'
									) }
								</TabLink>
							</p>
						</section>
						{ open && (
							<AcknowledgeDialog
								alert={ alert }
								onClose={ () => setOpen( false ) }
							/>
						) }
					</>
				) }
			</Loaded>
		</>
	);
}
