import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { MetricsAccess } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

interface MetricsDialogProps {
	access: MetricsAccess;
	revokes: boolean;
	/** Is given the new token, or null when there is none any more. */
	onToken: ( token: string | null ) => void;
	onClose: () => void;
}

function verbOf( access: MetricsAccess, revokes: boolean ): string {
	if ( revokes ) {
		return __( 'Revoke the token', 'smartalloc-ops' );
	}
	return access.on
		? __( 'Replace the token', 'smartalloc-ops' )
		: __( 'Make a token', 'smartalloc-ops' );
}

export function MetricsDialog( {
	access,
	revokes,
	onToken,
	onClose,
}: MetricsDialogProps ) {
	const { makeMetricsToken, revokeMetricsToken } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const change = { revision: access.revision, reason: reason.trim() };

	const save = async () => {
		const done = await task.run( async () => {
			if ( revokes ) {
				await revokeMetricsToken( change );
				onToken( null );
				return __( 'Revoked.', 'smartalloc-ops' );
			}
			onToken( await makeMetricsToken( change ) );
			return __( 'The token is made.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};

	return (
		<Dialog
			title={ verbOf( access, revokes ) }
			capability="smartalloc_ops_settings"
			verb={ verbOf( access, revokes ) }
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			is_destructive={ access.on }
			onConfirm={ save }
			onClose={ onClose }
		>
			<p>
				{ access.on
					? sprintf(
							/* translators: %s: last four characters of a token. */
							__(
								'The token that ends with %s opens nothing any more from that moment on, wherever it is in use.',
								'smartalloc-ops'
							),
							access.ends ?? ''
						)
					: __(
							'Whoever has the token reads the metrics of this site. It is shown once.',
							'smartalloc-ops'
						) }
			</p>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}
