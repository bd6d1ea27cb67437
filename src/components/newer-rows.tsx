import { Button } from '@wordpress/components';
import { __, _n, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { formatNumber } from '../bridge/time';
import { useSite } from '../site';

interface NewerRowsProps {
	newer: number;
	moved: boolean;
	onShow: () => void;
	/** What stands at the other end of the line. */
	children?: ReactNode;
}

/** Its line is always there, so that its coming moves nothing. */
export function NewerRows( {
	newer,
	moved,
	onShow,
	children,
}: NewerRowsProps ) {
	const { locale } = useSite();
	return (
		<div className="smartalloc-ops__newer">
			<span className="smartalloc-ops__quiet">{ children }</span>
			{ ( newer > 0 || moved ) && (
				<Button __next40pxDefaultSize variant="link" onClick={ onShow }>
					{ newer > 0
						? sprintf(
								/* translators: %s: number of rows. */
								_n(
									'%s newer row',
									'%s newer rows',
									newer,
									'smartalloc-ops'
								),
								formatNumber( newer, locale )
							)
						: __( 'Show the new order', 'smartalloc-ops' ) }
				</Button>
			) }
		</div>
	);
}
