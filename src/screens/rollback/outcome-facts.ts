import { __ } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type {
	Build,
	Evidence,
	RunReport,
	RunStep,
	Strategy,
} from '../../bridge/types';
import { wayWords } from './way-back';

const WAYS: Readonly< Record< string, Strategy > > = {
	local_swap: 'local_swap',
	external: 'external',
	manual: 'manual',
};

function buildText( build: Build | null ): string {
	return build === null
		? __( 'not known', 'smartalloc-ops' )
		: [ build.version ?? '?', build.digest?.slice( 0, 12 ) ]
				.filter( ( part ) => part !== undefined )
				.join( ' ' );
}

/** What the whole of a rollback that has ended did, in numbers. */
export function outcomeFacts(
	report: RunReport,
	steps: RunStep[],
	locale: string
): Evidence[] {
	const seconds = ( ms: number ) => formatDuration( ms / 1000, locale );
	const count = ( value: number | null ) =>
		value === null
			? __( 'not known', 'smartalloc-ops' )
			: formatNumber( value, locale );
	const way = WAYS[ report.strategy ];
	const slowest = [ ...report.steps ].sort(
		( one, other ) => other.took_ms - one.took_ms
	)[ 0 ];
	const title = steps.find( ( { name } ) => name === slowest?.name )?.title;
	return [
		{
			label: __( 'It took', 'smartalloc-ops' ),
			value: seconds( report.took_ms ),
		},
		{
			label: __( 'How it came back', 'smartalloc-ops' ),
			value: way === undefined ? report.strategy : wayWords( way ).label,
		},
		{
			label: __( 'Build before', 'smartalloc-ops' ),
			value: buildText( report.before ),
		},
		{
			label: __( 'Build now', 'smartalloc-ops' ),
			value: buildText( report.after ),
		},
		{
			label: __( 'Jobs let go one by one', 'smartalloc-ops' ),
			value: count( report.released ),
		},
		{
			label: __( 'Of these failed', 'smartalloc-ops' ),
			value: count( report.failed ),
		},
		...( slowest === undefined
			? []
			: [
					{
						label: __( 'Longest step', 'smartalloc-ops' ),
						value: `${ title ?? slowest.name }, ${ seconds( slowest.took_ms ) }`,
					},
				] ),
	];
}
