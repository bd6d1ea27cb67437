import { Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Availability, Batch, Flag, Queue } from '../../bridge/types';
import { ActionItem } from '../../components/actions';
import { flagKey, findFlag } from '../../components/describe';
import { CapabilityNote } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import { FlagResult } from '../flags/flag-result';
import { useFlagDialog } from '../flags/use-flag-dialog';
import { BatchDialog, BatchResult } from './batch-dialog';
import { Locks } from './locks';
import { QueueTable } from './queue-table';
import { WorkList } from './work-list';
import { asWorkState } from './work-views';

function SchedulerNotice( { scheduler }: { scheduler: Availability } ) {
	return scheduler.state === 'present' ? null : (
		<Notice
			status="warning"
			isDismissible={ false }
			className="smartalloc-ops__notice"
		>
			<p>
				{ scheduler.state === 'absent'
					? __( 'Action Scheduler is not here:', 'smartalloc-ops' )
					: __(
							'Action Scheduler cannot be read:',
							'smartalloc-ops'
						) }{ ' ' }
				<bdi>{ scheduler.detail }</bdi>{ ' ' }
				{ scheduler.action && (
					<ActionItem action={ scheduler.action } />
				) }
			</p>
		</Notice>
	);
}

/** The scope by which `scheduling` pauses it; what this plugin carries is paused by its group. */
function scopeOf( { kind, id, name }: Queue ): string {
	return kind === 'wp_cron' || kind === 'gravity_forms' ? id : name;
}

/** One pause for every kind of queue; what another flag holds is resumed by that. */
export function switchOf( queue: Queue, flags: Flag[] ): Flag | undefined {
	return queue.paused
		? findFlag( flags, flagKey( queue.paused.flag, queue.paused.scope ) )
		: findFlag( flags, flagKey( 'scheduling', scopeOf( queue ) ) );
}

function Queues( { focus }: { focus: string | null } ) {
	const live = useLive( paths.queues );
	const flags = useLive( paths.flags ).data?.items ?? [];
	const { open, dialog, done, setDone } = useFlagDialog( flags, null );
	const changed = done && findFlag( flags, done.key );
	const [ wanted, setWanted ] = useState< Queue | null >( null );
	const [ asked, setAsked ] = useState< Batch | null >( null );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Queues', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 6 }>
				{ ( { queues, action_scheduler, measured_at } ) => (
					<>
						<SchedulerNotice scheduler={ action_scheduler } />
						{ changed && (
							<FlagResult
								flag={ changed }
								done={ done }
								onDone={ setDone }
							/>
						) }
						{ asked && (
							<BatchResult key={ asked.id } asked={ asked } />
						) }
						<QueueTable
							queues={ queues }
							measured_at={ measured_at }
							focus={ focus }
							switchOf={ ( queue ) => switchOf( queue, flags ) }
							onSwitch={ open }
							onBatch={ setWanted }
						/>
						<p className="smartalloc-ops__quiet smartalloc-ops__below">
							{ __(
								'While Action Scheduler migrates its store, as it does for a minute after an update, jobs of a paused group are stopped one by one as they are about to begin: they are then shown under Held instead of Pending, and go back by themselves.',
								'smartalloc-ops'
							) }
						</p>
					</>
				) }
			</Loaded>
			{ dialog }
			{ wanted && (
				<BatchDialog
					queue={ wanted }
					onAsked={ setAsked }
					onClose={ () => setWanted( null ) }
				/>
			) }
		</section>
	);
}

interface QueueScreenProps {
	focus: string | null;
	state: string | null;
}

export function QueueScreen( { focus, state }: QueueScreenProps ) {
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_flags" />
			<CapabilityNote capability="smartalloc_ops_operate" />
			<Queues focus={ focus } />
			<Locks />
			<WorkList
				state={ asWorkState( state ) }
				focused={ state !== null }
			/>
		</>
	);
}
