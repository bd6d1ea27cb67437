import type { Problem } from '../../bridge/types';
import { ownSearch, parseRoute, type Target } from '../../router';

/** `probe:utc`, `kpi:queue.wait_p95@smartalloc_notify`, `queue:as:group`, `flag:comms/`, `run:12`, `work:failed`. */
export function evidenceOf( { source, tab }: Problem ): Target {
	const [ kind = '' ] = source.split( ':', 1 );
	const name = source.slice( kind.length + 1 );
	switch ( kind ) {
		case 'run':
			return { tab, run: Number( name ) || null };
		case 'work':
			return { tab, state: name };
		case 'probe':
			return { tab: 'health', focus: name };
		case 'kpi': {
			const [ focus = '', scope = null ] = name.split( '@', 2 );
			return tab === 'kpis' ? { tab, focus, scope } : { tab };
		}
		case 'flag':
			return { tab, focus: name.replace( /\/$/, '' ) };
		default:
			return { tab, focus: name };
	}
}

/** One of its own links leads to the same tab already: a second would only repeat it. */
export function leadsThere( problem: Problem ): boolean {
	const { tab } = evidenceOf( problem );
	return problem.actions.some( ( { kind, target } ) => {
		const search =
			kind === 'link' ? ownSearch( target, window.location ) : null;
		return search !== null && parseRoute( search ).tab === tab;
	} );
}
