import { __, _x, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { Archive } from '../../bridge/types';

const MEGABYTE = 1_048_576;
const KILOBYTE = 1_024;

export function sizeText( bytes: number, locale: string ): string {
	return bytes < MEGABYTE
		? sprintf(
				/* translators: %s: a number of kilobytes. */
				_x( '%s kB', 'kilobytes', 'smartalloc-ops' ),
				formatNumber( Math.ceil( bytes / KILOBYTE ), locale )
			)
		: sprintf(
				/* translators: %s: a number of megabytes. */
				_x( '%s MB', 'megabytes', 'smartalloc-ops' ),
				formatNumber( Math.round( bytes / MEGABYTE ), locale )
			);
}

/** Builds of one version differ: the first signs of the digest tell them apart. */
export function shortDigest( digest: string ): string {
	return digest.slice( 0, 12 );
}

export function versionText( { version }: Archive ): string {
	return version ?? __( 'without a version', 'smartalloc-ops' );
}
