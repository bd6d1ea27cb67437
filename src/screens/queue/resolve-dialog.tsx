import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { WorkItem } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

interface ResolveDialogProps {
	item: WorkItem;
	onClose: () => void;
}

/** A person decides what a machine cannot know: whether it happened. */
export function ResolveDialog( { item, onClose }: ResolveDialogProps ) {
	const { resolveWork } = useDispatch( store );
	const [ retry, setRetry ] = useState( false );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();

	const resolve = async () => {
		const done = await task.run( async () => {
			await resolveWork(
				item.id,
				retry ? 'retry' : 'close',
				reason.trim()
			);
			return retry
				? __( 'It will run again.', 'smartalloc-ops' )
				: __( 'Closed.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};

	return (
		<Dialog
			title={ sprintf(
				/* translators: %d: number of a unit of work. */
				__( 'Decide about work %d', 'smartalloc-ops' ),
				item.id
			) }
			capability="smartalloc_ops_operate"
			verb={
				retry
					? __( 'Run it again', 'smartalloc-ops' )
					: __( 'Close it', 'smartalloc-ops' )
			}
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ resolve }
			onClose={ onClose }
		>
			<p>
				{ item.state === 'finished_unknown'
					? __(
							'It began and nobody saw it end. Look at the receiver for this key first:',
							'smartalloc-ops'
						)
					: __(
							'It has run out of attempts. Repair the cause first; this is its key:',
							'smartalloc-ops'
						) }{ ' ' }
				<code dir="ltr">{ item.key }</code>
			</p>
			<RadioControl
				label={ __( 'What to do', 'smartalloc-ops' ) }
				selected={ retry ? 'retry' : 'close' }
				options={ [
					{
						value: 'close',
						label: __(
							'Close it: it happened, or is not needed',
							'smartalloc-ops'
						),
					},
					{
						value: 'retry',
						label: __(
							'Run it again: it did not happen; if it did, it happens twice',
							'smartalloc-ops'
						),
					},
				] }
				onChange={ ( value ) => setRetry( value === 'retry' ) }
			/>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}
