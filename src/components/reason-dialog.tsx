import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Capability } from '../bridge/types';
import { Dialog } from './dialog';
import { ReasonField } from './reason-field';
import { TaskError } from './task-error';
import { useTask } from './use-task';

interface ReasonDialogProps {
	title: string;
	capability: Capability;
	/** The button says what it does, never "OK". */
	verb: string;
	/** What has to be filled in before the reason; null when nothing has. */
	missing?: string | null;
	/** Asks for the reason where it is empty. */
	ask?: string;
	help?: string;
	is_destructive?: boolean;
	/** Does it with the trimmed reason, and resolves to what is then announced. */
	onConfirm: ( reason: string ) => Promise< string >;
	onClose: () => void;
	children: ReactNode;
	/** What to do about a failure, beneath its text. */
	remedy?: ( error: unknown ) => ReactNode;
}

/** A decision with its reason: it closes once the thing is done, and says why when it is not. */
export function ReasonDialog( {
	missing = null,
	ask = __( 'Say why first.', 'smartalloc-ops' ),
	help,
	onConfirm,
	onClose,
	children,
	remedy,
	...dialog
}: ReasonDialogProps ) {
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const why = reason.trim();
	const confirm = async () => {
		if ( await task.run( () => onConfirm( why ) ) ) {
			onClose();
		}
	};
	return (
		<Dialog
			{ ...dialog }
			blocked={ missing ?? ( why === '' ? ask : null ) }
			is_busy={ task.busy }
			onConfirm={ confirm }
			onClose={ onClose }
		>
			{ children }
			<ReasonField
				value={ reason }
				onChange={ setReason }
				{ ...( help === undefined ? {} : { help } ) }
			/>
			<TaskError error={ task.error } />
			{ task.error !== null && remedy?.( task.error ) }
		</Dialog>
	);
}
