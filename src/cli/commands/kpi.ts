import * as api from '../../bridge/api';
import type { Kpi, KpiReading, Kpis } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import { type Cell, table } from '../output';
import type { Result } from './result';

const READING = [ 'n', 'window_s', 'reason', 'finding' ];

function reading( { n, window_s, reason, finding }: KpiReading ): Cell[] {
	return [ n, window_s, reason, finding ];
}

function all_of( report: Kpis ): Kpi[] {
	return report.areas.flatMap( ( { kpis } ) => kpis );
}

export async function kpi(): Promise< Result > {
	const report = await api.read( api.paths.kpis );
	return {
		json: report,
		text: table(
			[
				'id',
				'status',
				'value',
				'unit',
				'limit',
				...READING,
				'measured_at',
			],
			all_of( report ).map( ( found ) => [
				found.id,
				found.status,
				found.value,
				found.unit,
				found.limit,
				...reading( found ),
				found.measured_at,
			] )
		),
		status: report.status,
	};
}

/** The whole of it first, then its groups, forms or channels. */
export async function kpi_get( { words }: Arguments ): Promise< Result > {
	const id = words[ 2 ] ?? '';
	if ( id === '' ) {
		throw new Failure( 'Which KPI? smartalloc-ops kpi lists them.' );
	}
	const kpis = all_of( await api.read( api.paths.kpis ) );
	const found = kpis.find( ( one ) => one.id === id );
	if ( found === undefined ) {
		throw new Failure(
			`There is no KPI "${ id }". There are: ${ kpis
				.map( ( one ) => one.id )
				.join( ', ' ) }.`
		);
	}
	return {
		json: found,
		text: table(
			[ 'scope', 'status', 'value', 'unit', ...READING ],
			[ { scope: 'all', ...found }, ...found.parts ].map( ( part ) => [
				part.scope,
				part.status,
				part.value,
				part.unit,
				...reading( part ),
			] )
		),
		status: found.status,
	};
}
