import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../bridge/api';
import type { Announcement } from '../bridge/types';
import { Dialog } from './dialog';
import { GuardedButton } from './guarded-button';
import { Mark, type Shape } from './mark';
import { PagerButtons, usePager } from './pager';
import { ReasonField } from './reason-field';
import { Loaded } from './states';
import { TaskError } from './task-error';
import { Time } from './time';
import { useTask } from './use-task';
import { store } from '../store';
import { useLive } from '../store/polling';

export function announcementWord( state: Announcement[ 'state' ] ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'queued':
			return { shape: 'busy', word: __( 'Waiting', 'smartalloc-ops' ) };
		case 'under_way':
			return { shape: 'busy', word: __( 'Under way', 'smartalloc-ops' ) };
		case 'sent':
			return { shape: 'good', word: __( 'Sent', 'smartalloc-ops' ) };
		case 'partly':
			return {
				shape: 'recommended',
				word: __( 'Sent to some', 'smartalloc-ops' ),
			};
		case 'failed':
			return {
				shape: 'critical',
				word: __( 'Given up', 'smartalloc-ops' ),
			};
		case 'nobody':
			return {
				shape: 'not_set_up',
				word: __( 'Nobody to tell', 'smartalloc-ops' ),
			};
	}
}

type Delivery = Announcement[ 'deliveries' ][ number ];

function channelWord( channel: string ): string {
	return channel === 'mail'
		? __( 'E-mail', 'smartalloc-ops' )
		: __( 'Webhook', 'smartalloc-ops' );
}

function receiptWord( { state, attempts }: Delivery ): string {
	switch ( state ) {
		case 'sent':
			return __( 'taken over', 'smartalloc-ops' );
		case 'sending':
			return __( 'being sent', 'smartalloc-ops' );
		case 'failed':
			return sprintf(
				/* translators: %d: number of attempts. */
				_n(
					'given up after %d attempt',
					'given up after %d attempts',
					attempts,
					'smartalloc-ops'
				),
				attempts
			);
		case 'queued':
			return attempts === 0
				? __( 'waiting', 'smartalloc-ops' )
				: sprintf(
						/* translators: %d: number of attempts. */
						_n(
							'%d attempt failed; it is tried again',
							'%d attempts failed; it is tried again',
							attempts,
							'smartalloc-ops'
						),
						attempts
					);
	}
}

/** What became of it, one line for each who was told. */
export function Receipts( { deliveries }: { deliveries: Delivery[] } ) {
	return (
		<ul className="smartalloc-ops__quiet">
			{ deliveries.map( ( delivery, index ) => (
				<li key={ `${ delivery.channel } ${ index }` }>
					{ channelWord( delivery.channel ) }
					{ ': ' }
					{ receiptWord( delivery ) }
					{ delivery.outcome !== null && (
						<>
							{ ' ' }
							<code dir="ltr">{ delivery.outcome }</code>
						</>
					) }
					{ ( delivery.together ?? 1 ) > 1 && (
						<>
							{ ' · ' }
							{ sprintf(
								/* translators: %d: number of announcements. */
								_n(
									'in one message with %d other',
									'in one message with %d others',
									( delivery.together ?? 1 ) - 1,
									'smartalloc-ops'
								),
								( delivery.together ?? 1 ) - 1
							) }
						</>
					) }
					{ ( delivery.sent_at ?? delivery.due_at ) !== null && (
						<>
							{ ' · ' }
							<Time at={ delivery.sent_at ?? delivery.due_at } />
						</>
					) }
				</li>
			) ) }
		</ul>
	);
}

function RetryDialog( { id, onClose }: { id: number; onClose: () => void } ) {
	const { retryAnnouncement } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const retry = async () => {
		const done = await task.run( async () => {
			await retryAnnouncement( id, reason.trim() );
			return __( 'It is tried again.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={ __( 'Send it once more', 'smartalloc-ops' ) }
			capability="smartalloc_ops_operate"
			verb={ __( 'Send it once more', 'smartalloc-ops' ) }
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ retry }
			onClose={ onClose }
		>
			<p>
				{ __(
					'Only those whom it has not reached get it.',
					'smartalloc-ops'
				) }
			</p>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}

interface AnnouncementListProps {
	/** What was told of this alone, as `alert:12`. */
	subject?: string;
	/** What to say when there is nothing. */
	empty: string;
}

/** What was told, newest first, with what became of it. */
export function AnnouncementList( { subject, empty }: AnnouncementListProps ) {
	const pager = usePager();
	const live = useLive( paths.announcements( pager.before, subject ) );
	const [ retried, setRetried ] = useState< number | null >( null );
	return (
		<>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items, next_before } ) =>
					items.length === 0 ? (
						<p className="smartalloc-ops__empty">{ empty }</p>
					) : (
						<>
							<ul className="smartalloc-ops__checks">
								{ items.map( ( item ) => (
									<li
										key={ item.id }
										className="smartalloc-ops__check"
									>
										<Mark
											{ ...announcementWord(
												item.state
											) }
										/>
										<div>
											<p>
												{ item.title }{ ' ' }
												<Time at={ item.created_at } />
											</p>
											<Receipts
												deliveries={ item.deliveries }
											/>
											{ [ 'failed', 'partly' ].includes(
												item.state
											) && (
												<GuardedButton
													capability="smartalloc_ops_operate"
													context={ item.title }
													onClick={ () =>
														setRetried( item.id )
													}
												>
													{ __(
														'Send it once more…',
														'smartalloc-ops'
													) }
												</GuardedButton>
											) }
										</div>
									</li>
								) ) }
							</ul>
							<PagerButtons
								pager={ pager }
								next_before={ next_before }
							/>
						</>
					)
				}
			</Loaded>
			{ retried !== null && (
				<RetryDialog
					id={ retried }
					onClose={ () => setRetried( null ) }
				/>
			) }
		</>
	);
}
