import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Run } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

interface AnswerDialogProps {
	run: Run;
	onClose: () => void;
}

function blockedBecause( answer: string | null, reason: string ) {
	if ( answer === null ) {
		return __( 'Choose what you found.', 'smartalloc-ops' );
	}
	return reason.trim() === ''
		? __( 'Say what you saw first.', 'smartalloc-ops' )
		: null;
}

/** What only a person can say. The run goes on from it, so it is bound to the run as this person saw it. */
export function AnswerDialog( { run, onClose }: AnswerDialogProps ) {
	const { answerRun } = useDispatch( store );
	const [ answer, setAnswer ] = useState< string | null >( null );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const send = async () => {
		const done = await task.run( async () => {
			await answerRun( run.id, {
				answer: answer ?? '',
				reason: reason.trim(),
				revision: run.version,
			} );
			return __( 'The rollback goes on.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={
				run.waiting?.second
					? __( 'Agree as the second person', 'smartalloc-ops' )
					: __( 'Tell what you found', 'smartalloc-ops' )
			}
			capability="smartalloc_ops_rollback"
			verb={ __( 'Go on with this answer', 'smartalloc-ops' ) }
			blocked={ blockedBecause( answer, reason ) }
			is_busy={ task.busy }
			onConfirm={ send }
			onClose={ onClose }
		>
			<p>
				<bdi>{ run.headline }</bdi>
			</p>
			<RadioControl
				label={
					run.waiting?.second
						? __( 'Do you agree?', 'smartalloc-ops' )
						: __( 'What did you find?', 'smartalloc-ops' )
				}
				selected={ answer ?? '' }
				options={ ( run.waiting?.answers ?? [] ).map( ( given ) => ( {
					value: given.answer,
					label: given.label,
				} ) ) }
				onChange={ setAnswer }
			/>
			<ReasonField
				value={ reason }
				onChange={ setReason }
				help={ __(
					'What you saw, and where. Everyone who can see this screen can read it.',
					'smartalloc-ops'
				) }
			/>
			<TaskError error={ task.error } />
		</Dialog>
	);
}
