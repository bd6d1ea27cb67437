import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Trigger } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

interface TriggerDialogProps {
	trigger: Trigger;
	onClose: () => void;
}

/** What it means that a rollback starts while nobody looks. */
function Explanation( { trigger }: TriggerExplained ) {
	return (
		<>
			<p>{ trigger.rule }</p>
			{ trigger.caution !== '' && (
				<p className="smartalloc-ops__note">{ trigger.caution }</p>
			) }
			<ul className="smartalloc-ops__list is-dotted">
				<li>
					{ __(
						'When it fires, the last known good build is brought back without asking anybody: the release is frozen, jobs are held, files are exchanged, and a person is asked to try the site before anything is let go.',
						'smartalloc-ops'
					) }
				</li>
				<li>
					{ __(
						'Once for each build, and not within a day of another rollback.',
						'smartalloc-ops'
					) }
				</li>
				<li>
					{ __(
						'Never without a build that was named good, never on measurements that are missing or old, never where a person would have to put the files in place. Then it only proposes, says why, and people are told.',
						'smartalloc-ops'
					) }
				</li>
				<li>
					{ __(
						'It holds until somebody disarms it, and only as long as you may start a rollback.',
						'smartalloc-ops'
					) }
				</li>
			</ul>
		</>
	);
}

type TriggerExplained = Pick< TriggerDialogProps, 'trigger' >;

export function TriggerDialog( { trigger, onClose }: TriggerDialogProps ) {
	const { armTrigger } = useDispatch( store );
	// What was asked for stays, also when somebody else does it meanwhile.
	const [ arms ] = useState( ! trigger.armed );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const save = async () => {
		const done = await task.run( async () => {
			await armTrigger( trigger.id, {
				armed: arms,
				revision: trigger.revision,
				reason: reason.trim(),
			} );
			return arms
				? __( 'The trigger is armed.', 'smartalloc-ops' )
				: __( 'The trigger is disarmed.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={
				arms
					? sprintf(
							/* translators: %s: name of a trigger. */
							__(
								'Let it start a rollback: %s',
								'smartalloc-ops'
							),
							trigger.label
						)
					: sprintf(
							/* translators: %s: name of a trigger. */
							__( 'Let it only propose: %s', 'smartalloc-ops' ),
							trigger.label
						)
			}
			capability="smartalloc_ops_rollback"
			verb={
				arms
					? __( 'Arm it', 'smartalloc-ops' )
					: __( 'Disarm it', 'smartalloc-ops' )
			}
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			is_destructive={ arms }
			onConfirm={ save }
			onClose={ onClose }
		>
			{ arms ? (
				<Explanation trigger={ trigger } />
			) : (
				<p>
					{ __(
						'From then on it proposes a rollback when it fires, and a person decides.',
						'smartalloc-ops'
					) }
				</p>
			) }
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}
