import { __, _n, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { formatNumber } from '../bridge/time';
import { useSite } from '../site';
import { NewsLine } from './hold-still';

interface NewerRowsProps {
	newer: number;
	moved: boolean;
	onShow: () => void;
	children?: ReactNode;
}

function newsOf( newer: number, moved: boolean, locale: string ) {
	if ( newer > 0 ) {
		return sprintf(
			/* translators: %s: number of rows. */
			_n( '%s newer row', '%s newer rows', newer, 'smartalloc-ops' ),
			formatNumber( newer, locale )
		);
	}
	return moved ? __( 'Show the new order', 'smartalloc-ops' ) : null;
}

export function NewerRows( { newer, moved, ...line }: NewerRowsProps ) {
	const { locale } = useSite();
	return <NewsLine { ...line } news={ newsOf( newer, moved, locale ) } />;
}
