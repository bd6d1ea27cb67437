import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { createKeyring } from '../../bridge/idempotency';
import type { Run } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { store } from '../../store';

interface AnswerDialogProps {
	run: Run;
	onClose: () => void;
}

/** What only a person can say. The run goes on from it, so it is bound to the run as this person saw it. */
export function AnswerDialog( { run, onClose }: AnswerDialogProps ) {
	const { answerRun } = useDispatch( store );
	const [ answer, setAnswer ] = useState< string | null >( null );
	const [ keyring ] = useState( createKeyring );
	return (
		<ReasonDialog
			title={
				run.waiting?.second
					? __( 'Agree as the second person', 'smartalloc-ops' )
					: __( 'Tell what you found', 'smartalloc-ops' )
			}
			capability="smartalloc_ops_rollback"
			verb={ __( 'Go on with this answer', 'smartalloc-ops' ) }
			missing={
				answer === null
					? __( 'Choose what you found.', 'smartalloc-ops' )
					: null
			}
			ask={ __( 'Say what you saw first.', 'smartalloc-ops' ) }
			help={ __(
				'What you saw, and where. Everyone who can see this screen can read it.',
				'smartalloc-ops'
			) }
			onConfirm={ async ( reason ) => {
				const given = {
					answer: answer ?? '',
					reason,
					revision: run.version,
				};
				await answerRun( run.id, {
					...given,
					idempotency_key: keyring( { ...given, run: run.id } ),
				} );
				return __( 'The rollback goes on.', 'smartalloc-ops' );
			} }
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
		</ReasonDialog>
	);
}
