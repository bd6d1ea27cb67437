import { TextControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Channel } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

interface ChannelDialogProps {
	channel: Channel;
	removes: boolean;
	onClose: () => void;
}

/** The address is a secret: it is typed in here and never shown again. */
export function ChannelDialog( {
	channel,
	removes,
	onClose,
}: ChannelDialogProps ) {
	const { changeChannel } = useDispatch( store );
	const [ url, setUrl ] = useState( '' );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();

	const save = async () => {
		const done = await task.run( async () => {
			await changeChannel( channel.id, {
				url: removes ? null : url.trim(),
				revision: channel.revision ?? 0,
				reason: reason.trim(),
			} );
			return removes
				? __( 'Removed.', 'smartalloc-ops' )
				: __( 'Saved.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};

	const blocked = () => {
		if ( ! removes && url.trim() === '' ) {
			return __( 'Enter the address first.', 'smartalloc-ops' );
		}
		return reason.trim() === ''
			? __( 'Say why first.', 'smartalloc-ops' )
			: null;
	};

	return (
		<Dialog
			title={ sprintf(
				/* translators: %s: name of a way to be told, e.g. "Webhook". */
				__( 'Address of: %s', 'smartalloc-ops' ),
				channel.label
			) }
			capability="smartalloc_ops_settings"
			verb={
				removes
					? __( 'Remove the address', 'smartalloc-ops' )
					: __( 'Save the address', 'smartalloc-ops' )
			}
			blocked={ blocked() }
			is_busy={ task.busy }
			is_destructive={ removes }
			onConfirm={ save }
			onClose={ onClose }
		>
			<p>{ channel.help }</p>
			{ ! removes && (
				<TextControl
					__next40pxDefaultSize
					__nextHasNoMarginBottom
					label={ __( 'Address (https)', 'smartalloc-ops' ) }
					help={ __(
						'It is stored closed and never shown again: only its host and last four characters.',
						'smartalloc-ops'
					) }
					type="password"
					autoComplete="off"
					dir="ltr"
					value={ url }
					onChange={ setUrl }
				/>
			) }
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}
