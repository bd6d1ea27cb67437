import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Announcement } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { PagerButtons, usePager } from '../../components/pager';
import { ReasonField } from '../../components/reason-field';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { useLive } from '../../store/polling';

function announcementWord( state: Announcement[ 'state' ] ): {
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

/** What was told, newest first, with what became of it. */
export function AnnouncementList() {
	const pager = usePager();
	const live = useLive( paths.announcements( pager.before ) );
	const [ retried, setRetried ] = useState< number | null >( null );
	return (
		<>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items, next_before } ) =>
					items.length === 0 ? (
						<p className="smartalloc-ops__empty">
							{ __(
								'Nothing was told in the last 90 days.',
								'smartalloc-ops'
							) }
						</p>
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
											<p className="smartalloc-ops__quiet">
												{ item.deliveries
													.map( ( delivery ) =>
														sprintf(
															/* translators: 1: way of telling, e.g. "mail", 2: a code, e.g. "accepted", 3: number of attempts. */
															__(
																'%1$s: %2$s (attempt %3$d)',
																'smartalloc-ops'
															),
															delivery.channel,
															delivery.outcome ??
																delivery.state,
															delivery.attempts
														)
													)
													.join( ' · ' ) }
											</p>
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
