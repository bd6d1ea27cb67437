import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { WorkItem } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { store } from '../../store';

interface ResolveDialogProps {
	item: WorkItem;
	onClose: () => void;
}

/** A person decides what a machine cannot know: whether it happened. */
export function ResolveDialog( { item, onClose }: ResolveDialogProps ) {
	const { resolveWork } = useDispatch( store );
	const [ retry, setRetry ] = useState( false );
	return (
		<ReasonDialog
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
			onConfirm={ async ( reason ) => {
				await resolveWork( item.id, retry ? 'retry' : 'close', reason );
				return retry
					? __( 'It will run again.', 'smartalloc-ops' )
					: __( 'Closed.', 'smartalloc-ops' );
			} }
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
		</ReasonDialog>
	);
}
