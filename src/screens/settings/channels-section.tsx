import { Button } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { newIdempotencyKey } from '../../bridge/idempotency';
import type { Channel } from '../../bridge/types';
import {
	AnnouncementList,
	announcementWord,
	Receipts,
} from '../../components/announcement-list';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { useLive } from '../../store/polling';
import { ChannelDialog } from './channel-dialog';

function shapeOf( channel: Channel ): Shape {
	if ( ! channel.set_up ) {
		return 'not_set_up';
	}
	if ( ! channel.readable || channel.works === false ) {
		return 'critical';
	}
	if ( channel.failing > 0 ) {
		return 'recommended';
	}
	return channel.works === null ? 'unknown' : 'good';
}

/** What becomes of the message that was asked for, as it becomes. */
function TestReceipt( { channel, id }: { channel: Channel; id: number } ) {
	const { data } = useLive(
		paths.announcements( null, `channel:${ channel.id }` )
	);
	const sent = data?.items.find( ( item ) => item.id === id );
	return sent === undefined || sent.state === 'queued' ? (
		<Mark
			shape="busy"
			word={ __(
				'The test message leaves with the next tick.',
				'smartalloc-ops'
			) }
		/>
	) : (
		<>
			<Mark { ...announcementWord( sent.state ) } />
			<Receipts deliveries={ sent.deliveries } />
		</>
	);
}

function TestButton( { channel }: { channel: Channel } ) {
	const { testChannel } = useDispatch( store );
	const task = useTask();
	const [ asked, setAsked ] = useState< number | null >( null );
	const send = async () => {
		await task.run( async () => {
			const { id } = await testChannel( channel.id, newIdempotencyKey() );
			setAsked( id );
			return __(
				'The test message leaves with the next tick.',
				'smartalloc-ops'
			);
		} );
	};
	return (
		<>
			<GuardedButton
				capability="smartalloc_ops_operate"
				is_busy={ task.busy }
				context={ channel.label }
				onClick={ send }
			>
				{ __( 'Send a test message', 'smartalloc-ops' ) }
			</GuardedButton>
			{ asked !== null && (
				<TestReceipt channel={ channel } id={ asked } />
			) }
			<TaskError error={ task.error } />
		</>
	);
}

function ChannelItem( {
	channel,
	onChange,
}: {
	channel: Channel;
	onChange: ( removes: boolean ) => void;
} ) {
	return (
		<li className="smartalloc-ops__check">
			<Mark shape={ shapeOf( channel ) } word={ channel.label } />
			<div>
				<p>
					{ channel.text }{ ' ' }
					{ channel.tried_at !== null && (
						<Time at={ channel.tried_at } />
					) }
				</p>
				{ channel.address !== null && (
					<p>
						<code dir="ltr">{ channel.address }</code>
					</p>
				) }
				<p className="smartalloc-ops__quiet">{ channel.help }</p>
				<div className="smartalloc-ops__buttons">
					{ channel.id !== 'ping' && channel.set_up && (
						<TestButton channel={ channel } />
					) }
					{ channel.source !== null &&
						channel.source !== 'constant' && (
							<GuardedButton
								capability="smartalloc_ops_settings"
								context={ channel.label }
								onClick={ () => onChange( false ) }
							>
								{ channel.set_up
									? __(
											'Change the address…',
											'smartalloc-ops'
										)
									: __(
											'Set the address…',
											'smartalloc-ops'
										) }
							</GuardedButton>
						) }
					{ channel.source === 'stored' && (
						<GuardedButton
							capability="smartalloc_ops_settings"
							context={ channel.label }
							is_destructive
							onClick={ () => onChange( true ) }
						>
							{ __( 'Remove the address…', 'smartalloc-ops' ) }
						</GuardedButton>
					) }
				</div>
			</div>
		</li>
	);
}

/** The ways to be told, whether they work, and what was told. */
export function ChannelsSection() {
	const live = useLive( paths.channels );
	const [ open, setOpen ] = useState< {
		channel: Channel;
		removes: boolean;
	} | null >( null );
	const [ shows_told, setShowsTold ] = useState( false );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Channels', 'smartalloc-ops' ) }</h3>
			<p>
				{ __(
					'By which ways people and other systems are told. Have two that do not depend on each other.',
					'smartalloc-ops'
				) }
			</p>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items } ) => (
					<ul className="smartalloc-ops__checks">
						{ items.map( ( channel ) => (
							<ChannelItem
								key={ channel.id }
								channel={ channel }
								onChange={ ( removes ) =>
									setOpen( { channel, removes } )
								}
							/>
						) ) }
					</ul>
				) }
			</Loaded>
			<Button
				variant="tertiary"
				aria-expanded={ shows_told }
				onClick={ () => setShowsTold( ! shows_told ) }
			>
				{ __( 'What was told', 'smartalloc-ops' ) }
			</Button>
			{ shows_told && (
				<AnnouncementList
					empty={ __( 'Nothing was told yet.', 'smartalloc-ops' ) }
				/>
			) }
			{ open && (
				<ChannelDialog { ...open } onClose={ () => setOpen( null ) } />
			) }
		</section>
	);
}
