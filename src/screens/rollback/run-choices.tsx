import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Run } from '../../bridge/types';
import { GuardedButton } from '../../components/guarded-button';
import { ReasonDialog } from '../../components/reason-dialog';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { AnswerDialog } from './answer-dialog';

type Ending = 'abort' | 'close';

function endingWords( ending: Ending ) {
	return ending === 'abort'
		? {
				button: __( 'Abort…', 'smartalloc-ops' ),
				title: __( 'Abort the rollback', 'smartalloc-ops' ),
				verb: __( 'Abort and undo', 'smartalloc-ops' ),
				what: __(
					'The steps that were done are undone, the last one first: flags get their former values, held jobs go on.',
					'smartalloc-ops'
				),
				said: __( 'The rollback is being undone.', 'smartalloc-ops' ),
			}
		: {
				button: __( 'Close…', 'smartalloc-ops' ),
				title: __( 'Close the rollback', 'smartalloc-ops' ),
				verb: __( 'Close and keep', 'smartalloc-ops' ),
				what: __(
					'The rollback ends. What it froze and held stays so until somebody releases it under Flags.',
					'smartalloc-ops'
				),
				said: __( 'The rollback is closed.', 'smartalloc-ops' ),
			};
}

interface EndDialogProps {
	run: Run;
	ending: Ending;
	onClose: () => void;
}

function EndDialog( { run, ending, onClose }: EndDialogProps ) {
	const { abortRun, closeRun } = useDispatch( store );
	const words = endingWords( ending );
	return (
		<ReasonDialog
			title={ words.title }
			capability="smartalloc_ops_rollback"
			verb={ words.verb }
			is_destructive={ ending === 'abort' }
			onConfirm={ async ( reason ) => {
				await ( ending === 'abort'
					? abortRun( run.id, reason )
					: closeRun( run.id, reason ) );
				return words.said;
			} }
			onClose={ onClose }
		>
			<p>{ words.what }</p>
		</ReasonDialog>
	);
}

/** An answer has its own button, before these. */
function isOther(
	choice: Run[ 'choices' ][ number ]
): choice is Ending | 'resume' {
	return choice !== 'answer';
}

/** Exactly what is valid now, as the server says. */
export function RunChoices( { run }: { run: Run } ) {
	const { resumeRun } = useDispatch( store );
	const [ ending, setEnding ] = useState< Ending | null >( null );
	const [ answering, setAnswering ] = useState( false );
	const task = useTask();
	return (
		<>
			<div className="smartalloc-ops__buttons">
				{ run.choices.includes( 'answer' ) && (
					<GuardedButton
						capability="smartalloc_ops_rollback"
						variant="primary"
						onClick={ () => setAnswering( true ) }
					>
						{ run.waiting?.second
							? __(
									'Agree as the second person…',
									'smartalloc-ops'
								)
							: __( 'Tell what you found…', 'smartalloc-ops' ) }
					</GuardedButton>
				) }
				{ run.choices.filter( isOther ).map( ( choice ) =>
					choice === 'resume' ? (
						<GuardedButton
							key={ choice }
							capability="smartalloc_ops_rollback"
							variant={
								run.choices.includes( 'answer' )
									? 'secondary'
									: 'primary'
							}
							is_busy={ task.busy }
							onClick={ () =>
								task.run( async () => {
									await resumeRun( run.id );
									return __(
										'The rollback goes on.',
										'smartalloc-ops'
									);
								} )
							}
						>
							{ __( 'Resume', 'smartalloc-ops' ) }
						</GuardedButton>
					) : (
						<GuardedButton
							key={ choice }
							capability="smartalloc_ops_rollback"
							onClick={ () => setEnding( choice ) }
						>
							{ endingWords( choice ).button }
						</GuardedButton>
					)
				) }
			</div>
			<TaskError error={ task.error } />
			{ answering && (
				<AnswerDialog
					run={ run }
					onClose={ () => setAnswering( false ) }
				/>
			) }
			{ ending && (
				<EndDialog
					run={ run }
					ending={ ending }
					onClose={ () => setEnding( null ) }
				/>
			) }
		</>
	);
}
