import { Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import { asApiError } from '../../bridge/errors';
import type { Archive, Archives } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { Time } from '../../components/time';
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
	const named = archives.items.find( ( { good } ) => good );
	return (
		<ReasonDialog
			title={ __( 'Name as last known good', 'smartalloc-ops' ) }
			capability="update_plugins"
			verb={ __( 'Name it good', 'smartalloc-ops' ) }
			ask={ __( 'Say how you know first.', 'smartalloc-ops' ) }
			help={ __(
				'How it is known to be good, e.g. “ran for a week”. Everyone who can see this screen can read it.',
				'smartalloc-ops'
			) }
			onConfirm={ async ( reason ) => {
				await pinBuild( archive.id, {
					revision: archives.revision,
					reason,
				} );
				return __(
					'It is named the last known good build.',
					'smartalloc-ops'
				);
			} }
			onClose={ onClose }
			remedy={ ( error ) =>
				asApiError( error )?.data?.archives !== undefined && (
					<p>
						{ __(
							'What is named now stands above. Press again if yours is the better one.',
							'smartalloc-ops'
						) }
					</p>
				)
			}
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
		</ReasonDialog>
	);
}
