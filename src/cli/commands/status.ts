import * as api from '../../bridge/api';
import type { Overview } from '../../bridge/types';
import { plain, table } from '../output';
import type { Result } from './result';
import { flag_name } from './words';

function overview_text( overview: Overview ): string {
	const { headline, site } = overview;
	const counts = Object.entries( overview.health.counts )
		.filter( ( [ , count ] ) => count > 0 )
		.map( ( [ found, count ] ) => `${ count } ${ found }` )
		.join( ', ' );
	return [
		`${ headline.status.toUpperCase() }  ${ plain( headline.text ) }`,
		`${ plain( site.name ) }, release ${ plain( site.release ?? '-' ) }, at ${ overview.generated_at }`,
		`Checks: ${ counts || '-' }`,
		...( overview.problems.length === 0
			? []
			: [
					'',
					table(
						[ 'status', 'problem', 'measured_at' ],
						overview.problems.map( ( problem ) => [
							problem.status,
							problem.text,
							problem.measured_at,
						] )
					),
				] ),
		...( overview.held.length === 0
			? []
			: [
					'',
					table(
						[ 'held by', 'count', 'oldest', 'why' ],
						overview.held.map( ( held ) => [
							flag_name( held ),
							held.count,
							held.oldest_at,
							held.reason,
						] )
					),
				] ),
	].join( '\n' );
}

export async function status(): Promise< Result > {
	const overview = await api.read( api.paths.overview );
	return {
		json: overview,
		text: overview_text( overview ),
		status: overview.headline.status,
	};
}
