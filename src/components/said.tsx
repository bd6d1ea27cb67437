import { useSite } from '../site';

/** A sentence in the language of the page: it goes the page's way, also where it begins with a name that goes the other. */
export function Said( { children }: { children: string } ) {
	const { is_rtl } = useSite();
	return <bdi dir={ is_rtl ? 'rtl' : 'ltr' }>{ children }</bdi>;
}
