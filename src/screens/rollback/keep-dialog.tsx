import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Archives } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';

interface KeepDialogProps {
	archives: Archives;
	onClose: () => void;
}

export function KeepDialog( { archives, onClose }: KeepDialogProps ) {
	const { keepBuild } = useDispatch( store );
	const { release } = useSite();
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const keep = async () => {
		const done = await task.run( async () => {
			await keepBuild( reason.trim() );
			return __( 'The installed build is kept.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={ __( 'Keep the installed build', 'smartalloc-ops' ) }
			capability="smartalloc_ops_rollback"
			verb={ __( 'Keep it', 'smartalloc-ops' ) }
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ keep }
			onClose={ onClose }
		>
			<p>
				{ __(
					'All files of SmartAlloc are packed as they stand now, also while somebody still writes at them. Nothing that runs is touched, and none is named good by it.',
					'smartalloc-ops'
				) }
			</p>
			<dl className="smartalloc-ops__facts">
				<div>
					<dt>{ __( 'Release', 'smartalloc-ops' ) }</dt>
					<dd>
						<bdi>
							{ release ?? __( 'not known', 'smartalloc-ops' ) }
						</bdi>
					</dd>
				</div>
				<div>
					<dt>{ __( 'Kept already as', 'smartalloc-ops' ) }</dt>
					<dd>
						{ archives.installed.archive === null ? (
							__( 'no archive: it is new', 'smartalloc-ops' )
						) : (
							<bdi dir="ltr">{ archives.installed.archive }</bdi>
						) }
					</dd>
				</div>
			</dl>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}
