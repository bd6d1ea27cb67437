import { Button } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import type { Flag } from '../../bridge/types';
import { flagButtonId, flagName, valueLabel } from '../../components/describe';
import { Mark } from '../../components/mark';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import type { FlagDone } from './use-flag-dialog';

interface FlagResultProps {
	flag: Flag;
	done: FlagDone;
	onDone: ( done: FlagDone | null ) => void;
}

/** Undo holds only as long as nobody has changed the flag since. */
export function canUndo( flag: Flag, done: FlagDone ): boolean {
	return flag.revision === done.revision && flag.value !== done.before;
}

export function FlagResult( { flag, done, onDone }: FlagResultProps ) {
	const { changeFlag } = useDispatch( store );
	const task = useTask();
	const undo = () =>
		task.run( async () => {
			await changeFlag( flag.flag, flag.scope, {
				value: done.before,
				revision: done.revision,
				reason: sprintf(
					/* translators: %s: reason of the change that is taken back. */
					__( 'Undo: %s', 'smartalloc-ops' ),
					done.reason
				),
			} );
			onDone( null );
			document
				.getElementById( flagButtonId( flag.flag, flag.scope ) )
				?.focus();
			return __( 'Undone.', 'smartalloc-ops' );
		} );
	return (
		<div className="smartalloc-ops__result">
			<Mark
				shape="good"
				word={ sprintf(
					/* translators: 1: name of a flag, 2: its value. */
					__( '%1$s is now %2$s.', 'smartalloc-ops' ),
					flagName( flag ),
					valueLabel( flag, flag.value )
				) }
			/>
			{ canUndo( flag, done ) && (
				<Button
					__next40pxDefaultSize
					variant="link"
					isBusy={ task.busy }
					onClick={ undo }
				>
					{ __( 'Undo', 'smartalloc-ops' ) }
				</Button>
			) }
			<TaskError error={ task.error } />
		</div>
	);
}
