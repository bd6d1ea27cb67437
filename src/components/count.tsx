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

/** In a table a dash keeps the columns calm; what it means is said and shown on hover. */
export function MissingCell( { why }: { why: string } ) {
	const said = __( 'not available', 'smartalloc-ops' );
	return (
		<span
			className="smartalloc-ops__missing is-dash"
			title={ why === '' ? said : why }
		>
			<span className="screen-reader-text">{ said }</span>
		</span>
	);
}

export function CountCell( { count, why = '' }: CountTextProps ) {
	const { locale } = useSite();
	return count === null ? (
		<MissingCell why={ why } />
	) : (
		<span className="smartalloc-ops__number">
			{ countText( count, locale ) }
		</span>
	);
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
