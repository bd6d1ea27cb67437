import { Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { asApiError } from '../../bridge/errors';
import type { Archive, Archives } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { shortDigest, versionText } from './archive-words';

interface PinDialogProps {
	archive: Archive;
	archives: Archives;
	onClose: () => void;
}

function Build( {
	label,
	archive,
}: {
	label: string;
	archive: Archive | undefined;
} ) {
	return (
		<div>
			<dt>{ label }</dt>
			<dd>
				{ archive === undefined ? (
					__( 'none', 'smartalloc-ops' )
				) : (
					<>
						<bdi>{ versionText( archive ) }</bdi>{ ' ' }
						<code dir="ltr">{ shortDigest( archive.digest ) }</code>
						{ ' · ' }
						<Time at={ archive.kept_at } />
					</>
				) }
			</dd>
		</div>
	);
}

/** A person says which build is good; the newest never is by itself. */
export function PinDialog( { archive, archives, onClose }: PinDialogProps ) {
	const { pinBuild } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const named = archives.items.find( ( { good } ) => good );
	const lost_race =
		asApiError( task.error )?.data?.archives !== undefined &&
		task.error !== null;
	const pin = async () => {
		const done = await task.run( async () => {
			await pinBuild( archive.id, {
				revision: archives.revision,
				reason: reason.trim(),
			} );
			return __(
				'It is named the last known good build.',
				'smartalloc-ops'
			);
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={ __( 'Name as last known good', 'smartalloc-ops' ) }
			capability="update_plugins"
			verb={ __( 'Name it good', 'smartalloc-ops' ) }
			blocked={
				reason.trim() === ''
					? __( 'Say how you know first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ pin }
			onClose={ onClose }
		>
			<p>
				{ __(
					'A rollback brings this build back, from this screen as from a shell. Its archive is read whole first: every file against its hash, and the archive against the journal. Nothing that runs is touched.',
					'smartalloc-ops'
				) }
			</p>
			<dl className="smartalloc-ops__facts">
				<Build
					label={ __( 'Named from now on', 'smartalloc-ops' ) }
					archive={ archive }
				/>
				<Build
					label={ __( 'Named until now', 'smartalloc-ops' ) }
					archive={ named }
				/>
			</dl>
			{ ! archive.installed && (
				<Notice status="warning" isDismissible={ false }>
					{ __(
						'This is not the build that is installed now.',
						'smartalloc-ops'
					) }
				</Notice>
			) }
			{ archive.drill?.passed === false && (
				<Notice status="error" isDismissible={ false }>
					{ archive.drill.detail }
				</Notice>
			) }
			<ReasonField
				value={ reason }
				onChange={ setReason }
				help={ __(
					'How it is known to be good, e.g. “ran for a week”. Everyone who can see this screen can read it.',
					'smartalloc-ops'
				) }
			/>
			<TaskError error={ task.error } />
			{ lost_race && (
				<p>
					{ __(
						'What is named now stands above. Press again if yours is the better one.',
						'smartalloc-ops'
					) }
				</p>
			) }
		</Dialog>
	);
}
