import { useDispatch } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import type { MetricsAccess } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
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
	return (
		<ReasonDialog
			title={ verbOf( access, revokes ) }
			capability="smartalloc_ops_settings"
			verb={ verbOf( access, revokes ) }
			is_destructive={ access.on }
			onConfirm={ async ( reason ) => {
				const change = { revision: access.revision, reason };
				if ( revokes ) {
					await revokeMetricsToken( change );
					onToken( null );
					return __( 'Revoked.', 'smartalloc-ops' );
				}
				onToken( await makeMetricsToken( change ) );
				return __( 'The token is made.', 'smartalloc-ops' );
			} }
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
		</ReasonDialog>
	);
}
