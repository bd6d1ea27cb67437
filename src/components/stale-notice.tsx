import { Button, Notice } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import { errorMessage, isTransient, needsReload } from '../bridge/errors';
import { formatDuration } from '../bridge/time';
import { useNow, useSite } from '../site';
import { useFreshness } from '../store/polling';

/** The last good data stays; this says how old it is and when the next try comes. */
export function StaleNotice() {
	const { failures, error, updated_at, retry_at, close_watch, retry } =
		useFreshness();
	const { locale } = useSite();
	useNow();
	if ( failures === 0 ) {
		return null;
	}
	const since = ( from: number ) =>
		formatDuration( ( Date.now() - from ) / 1000, locale );
	const until =
		retry_at === null
			? null
			: formatDuration(
					Math.max( 1, ( retry_at - Date.now() ) / 1000 ),
					locale
				);
	const swapping = close_watch && isTransient( error );
	return (
		<Notice
			status={ swapping ? 'info' : 'warning' }
			isDismissible={ false }
			className="smartalloc-ops__notice"
			spokenMessage={
				swapping
					? __( 'The site is being swapped.', 'smartalloc-ops' )
					: errorMessage( error )
			}
		>
			<p>
				{ swapping
					? __(
							'The site is being swapped: this is expected.',
							'smartalloc-ops'
						)
					: errorMessage( error ) }{ ' ' }
				{ updated_at !== null &&
					sprintf(
						/* translators: %s: a span of time, e.g. 40 s. */
						__( 'Last updated %s ago.', 'smartalloc-ops' ),
						since( updated_at )
					) }{ ' ' }
				{ until !== null &&
					sprintf(
						/* translators: %s: a span of time, e.g. 10 s. */
						__( 'Retrying in %s.', 'smartalloc-ops' ),
						until
					) }
			</p>
			{ needsReload( error ) ? (
				<Button
					__next40pxDefaultSize
					variant="secondary"
					onClick={ () => window.location.reload() }
				>
					{ __( 'Reload the page', 'smartalloc-ops' ) }
				</Button>
			) : (
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					onClick={ retry }
				>
					{ __( 'Retry now', 'smartalloc-ops' ) }
				</Button>
			) }
		</Notice>
	);
}
