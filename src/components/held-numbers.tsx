import { _n, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { formatNumber } from '../bridge/time';
import { useSite } from '../site';
import { NewsLine, useHeldStill } from './hold-still';

/** Numbers that stay as they are while somebody reads them. */
export function useHeldNumbers< T >(
	latest: T,
	countChanged: ( shown: T, latest: T ) => number
) {
	const { held, release, holder } = useHeldStill( latest );
	return {
		/** What is on the screen. */
		shown: held === null ? latest : held.value,
		/** Numbers that are others by now. */
		changed: held === null ? 0 : countChanged( held.value, latest ),
		release,
		holder,
	};
}

interface ChangedNumbersProps {
	changed: number;
	onShow: () => void;
	children?: ReactNode;
}

export function ChangedNumbers( { changed, ...line }: ChangedNumbersProps ) {
	const { locale } = useSite();
	return (
		<NewsLine
			{ ...line }
			news={
				changed === 0
					? null
					: sprintf(
							/* translators: %s: number of numbers on the screen. */
							_n(
								'%s has changed, show it',
								'%s have changed, show them',
								changed,
								'smartalloc-ops'
							),
							formatNumber( changed, locale )
						)
			}
		/>
	);
}
