import { describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';

const site = use_site();

function reading( status: string, value: number | null, n: number | null ) {
	return {
		status,
		reason: status === 'critical' ? 'over_limit' : 'too_few_samples',
		finding: `It is ${ status }.`,
		value,
		unit: 'percent',
		n,
		window_s: 900,
	};
}

const RATE = {
	id: 'queue.failure_rate',
	limit: 1,
	measured_at: '2026-11-26T04:00:00Z',
	parts: [
		{ scope: 'smartalloc_notify', ...reading( 'critical', 6, 100 ) },
		{ scope: 'smartalloc_export', ...reading( 'unknown', null, 3 ) },
	],
	...reading( 'critical', 6, 100 ),
};

const REPORT = {
	status: 'critical',
	areas: [
		{ id: 'queue', kpis: [ RATE ] },
		{
			id: 'forms',
			kpis: [
				{
					id: 'forms.error_rate',
					limit: 0.5,
					measured_at: null,
					parts: [],
					...reading( 'unknown', null, null ),
				},
			],
		},
	],
};

describe( 'the KPIs', () => {
	it( 'are listed over all areas, and what is not known is a dash', async () => {
		site.answers[ route( '/kpis' ) ] = json( 200, REPORT );
		const ended = await site.ops( [ 'kpi', 'list' ] );
		expect( ended.code ).toBe( 11 );
		expect( ended.out.split( '\n' ) ).toEqual( [
			'id                  status    value  unit     limit  n    window_s  reason           finding          measured_at',
			'queue.failure_rate  critical  6      percent  1      100  900       over_limit       It is critical.  2026-11-26T04:00:00Z',
			'forms.error_rate    unknown   -      percent  0.5    -    900       too_few_samples  It is unknown.   -',
		] );
	} );

	it( 'are told one by one with their parts, and end as that one stands', async () => {
		site.answers[ route( '/kpis' ) ] = json( 200, REPORT );
		const one = await site.ops( [ 'kpi', 'get', 'queue.failure_rate' ] );
		expect( one.code ).toBe( 11 );
		expect( one.out ).toMatch( /^scope .*\nall .*\nsmartalloc_notify / );
		expect(
			( await site.ops( [ 'kpi', 'get', 'forms.error_rate' ] ) ).code
		).toBe( 12 );
		const as_json = await site.ops( [
			'kpi',
			'get',
			'queue.failure_rate',
			'--json',
		] );
		expect( JSON.parse( as_json.out ) ).toEqual( RATE );
	} );

	it( 'name those there are when one is not', async () => {
		site.answers[ route( '/kpis' ) ] = json( 200, REPORT );
		expect( await site.ops( [ 'kpi', 'get', 'queue.speed' ] ) ).toEqual( {
			code: 1,
			out: '',
			err: 'Error: There is no KPI "queue.speed". There are: queue.failure_rate, forms.error_rate.',
		} );
	} );
} );
