import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { createKeyring } from '../../bridge/idempotency';
import type { Archives } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { useSite } from '../../site';
import { store } from '../../store';

interface KeepDialogProps {
	archives: Archives;
	onClose: () => void;
}

export function KeepDialog( { archives, onClose }: KeepDialogProps ) {
	const { keepBuild } = useDispatch( store );
	const { release } = useSite();
	const [ keyring ] = useState( createKeyring );
	return (
		<ReasonDialog
			title={ __( 'Keep the installed build', 'smartalloc-ops' ) }
			capability="smartalloc_ops_rollback"
			verb={ __( 'Keep it', 'smartalloc-ops' ) }
			onConfirm={ async ( reason ) => {
				await keepBuild( reason, keyring( { reason } ) );
				return __( 'The installed build is kept.', 'smartalloc-ops' );
			} }
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
		</ReasonDialog>
	);
}
