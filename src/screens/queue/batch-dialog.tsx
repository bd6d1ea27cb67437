import { TextControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { createKeyring } from '../../bridge/idempotency';
import type { Batch, Queue } from '../../bridge/types';
import { ActionItem } from '../../components/actions';
import { ReasonDialog } from '../../components/reason-dialog';
import { store } from '../../store';
import { RUN_POLL_MS, useLive } from '../../store/polling';

const DEFAULT_SIZE = 10;
const MAX_SIZE = 50;

interface BatchDialogProps {
	queue: Queue;
	onAsked: ( batch: Batch ) => void;
	onClose: () => void;
}

/** Asks for a bounded batch; it runs in a request of its own, as nobody. */
export function BatchDialog( { queue, onAsked, onClose }: BatchDialogProps ) {
	const { askBatch } = useDispatch( store );
	const [ size, setSize ] = useState( String( DEFAULT_SIZE ) );
	const [ keyring ] = useState( createKeyring );
	const jobs = Number( size );
	const is_size = Number.isInteger( jobs ) && jobs >= 1 && jobs <= MAX_SIZE;
	return (
		<ReasonDialog
			title={ sprintf(
				/* translators: %s: name of a queue. */
				__( 'Run a batch of %s', 'smartalloc-ops' ),
				queue.name
			) }
			capability="smartalloc_ops_operate"
			verb={ __( 'Run the batch', 'smartalloc-ops' ) }
			missing={
				is_size
					? null
					: sprintf(
							/* translators: %d: number of jobs. */
							__(
								'Say how many first: 1 to %d.',
								'smartalloc-ops'
							),
							MAX_SIZE
						)
			}
			onConfirm={ async ( reason ) => {
				const wish = { size: jobs, reason };
				onAsked(
					await askBatch( queue.id, {
						...wish,
						idempotency_key: keyring( {
							...wish,
							queue: queue.id,
						} ),
					} )
				);
				return __( 'The batch was asked for.', 'smartalloc-ops' );
			} }
			onClose={ onClose }
		>
			<p>
				{ __(
					'Jobs that are due run in a request of the site to itself, as nobody. What a flag holds does not begin, and a pause in the middle stops before the next job.',
					'smartalloc-ops'
				) }
			</p>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				type="number"
				label={ __( 'Jobs at most', 'smartalloc-ops' ) }
				value={ size }
				onChange={ setSize }
			/>
		</ReasonDialog>
	);
}

/** What became of a batch, looked at until it has ended. */
export function BatchResult( { asked }: { asked: Batch } ) {
	const live = useLive( paths.batch( asked.id ), RUN_POLL_MS );
	const batch = live.data ?? asked;
	return (
		<p role="status" className="smartalloc-ops__note">
			{ sprintf(
				/* translators: 1: number of a batch, 2: name of a queue. */
				__( 'Batch %1$d of %2$s:', 'smartalloc-ops' ),
				batch.id,
				batch.queue
			) }{ ' ' }
			{ batch.text }{ ' ' }
			{ batch.error !== null && <code dir="ltr">{ batch.error }</code> }{ ' ' }
			{ batch.action && <ActionItem action={ batch.action } /> }
		</p>
	);
}
