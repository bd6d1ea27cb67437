import { Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Freeze } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { FreezeSentence } from '../../components/freeze-sentence';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';
import { EndField } from './end-field';
import { endOf, NO_END } from './ends';

interface FreezeDialogProps {
	/** The freeze as the store has it now, also when others change it. */
	freeze: Freeze;
	wanted: boolean;
	onClose: () => void;
}

export function FreezeDialog( { freeze, wanted, onClose }: FreezeDialogProps ) {
	const { changeFreeze } = useDispatch( store );
	const [ base, setBase ] = useState( freeze );
	const [ reason, setReason ] = useState( '' );
	const [ end, setEnd ] = useState( NO_END );
	const site = useSite();
	const task = useTask();
	const raced = freeze.revision !== base.revision && ! task.busy;

	const blocked = () => {
		if ( raced ) {
			return __(
				'Somebody changed the freeze meanwhile: look at it first.',
				'smartalloc-ops'
			);
		}
		if ( wanted && endOf( end, Date.now(), site ) === null ) {
			return __( 'Say when it ends.', 'smartalloc-ops' );
		}
		return reason.trim() === ''
			? __( 'Say why first.', 'smartalloc-ops' )
			: null;
	};

	const change = () =>
		task.run( async () => {
			const until = endOf( end, Date.now(), site );
			await changeFreeze( {
				frozen: wanted,
				until:
					wanted && until !== null
						? new Date( until ).toISOString()
						: null,
				revision: base.revision,
				reason: reason.trim(),
			} );
			onClose();
			return wanted
				? __( 'The flags are frozen.', 'smartalloc-ops' )
				: __( 'The flags are open again.', 'smartalloc-ops' );
		} );

	return (
		<Dialog
			title={ __( 'Freeze', 'smartalloc-ops' ) }
			capability="smartalloc_ops_flags"
			verb={
				wanted
					? __( 'Freeze the flags', 'smartalloc-ops' )
					: __( 'Open the flags', 'smartalloc-ops' )
			}
			blocked={ blocked() }
			is_busy={ task.busy }
			onConfirm={ change }
			onClose={ onClose }
		>
			<p>
				{ wanted
					? __(
							'Nobody can move a flag out of its safe direction until the end, and each who tries reads your reason. It ends by itself.',
							'smartalloc-ops'
						)
					: __(
							'Flags can be changed in both directions again, and planned ends that came meanwhile happen within a minute.',
							'smartalloc-ops'
						) }
			</p>
			{ raced && (
				<Notice
					status="warning"
					isDismissible
					onRemove={ () => {
						task.forget();
						setBase( freeze );
					} }
				>
					{ freeze.frozen ? (
						<FreezeSentence freeze={ freeze } />
					) : (
						__( 'It was ended meanwhile.', 'smartalloc-ops' )
					) }
				</Notice>
			) }
			{ wanted && <EndField wish={ end } onChange={ setEnd } required /> }
			<ReasonField value={ reason } onChange={ setReason } />
			{ ! raced && <TaskError error={ task.error } /> }
		</Dialog>
	);
}
