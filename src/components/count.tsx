import { __, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../bridge/time';
import type { Count } from '../bridge/types';
import { useSite } from '../site';

/** `10,000+` when the server stopped counting; never 0 for "not known". */
export function countText( count: Count | null, locale: string ): string {
	if ( count === null ) {
		return __( 'not available', 'smartalloc-ops' );
	}
	const value = formatNumber( count.value, locale );
	return count.capped
		? /* translators: %s: a number; there are at least that many. */
			sprintf( __( '%s+', 'smartalloc-ops' ), value )
		: value;
}

interface CountTextProps {
	count: Count | null;
	/** Why it is not available. */
	why?: string;
}

export function CountText( { count, why = '' }: CountTextProps ) {
	const { locale } = useSite();
	const text = countText( count, locale );
	return count === null ? (
		<span className="smartalloc-ops__missing" title={ why }>
			{ text }
		</span>
	) : (
		<span className="smartalloc-ops__number">{ text }</span>
	);
}
