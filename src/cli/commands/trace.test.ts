import { describe, expect, it } from 'vitest';

import { json, route, use_site } from '../../fixtures/cli-site';

const site = use_site();

describe( 'the story of an entry', () => {
	it( 'is told by answers and moments, with the sources that are missing', async () => {
		const story = {
			status: 'critical',
			headline: 'Entry 7 was not allocated.',
			answers: [
				{ question: 'Allocated?', status: 'critical', text: 'No.' },
			],
			moments: [
				{
					at: '2026-11-26T04:00:00Z',
					stage: 'allocation',
					status: 'critical',
					text: 'Job 3 failed',
					source: 'as',
				},
			],
			sources: [
				{
					id: 'as',
					label: 'Action Scheduler',
					state: 'read',
					detail: '',
				},
				{ id: 'log', label: 'Log', state: 'absent', detail: 'off' },
			],
		};
		site.answers[ route( '/entries/7/trace' ) ] = json( 200, story );
		const text = await site.ops( [ 'trace', '7' ] );
		expect( text.code ).toBe( 11 );
		expect( text.out ).toContain( 'Job 3 failed  Action Scheduler' );
		expect( text.out ).toContain( 'Log (absent): off' );
		const as_json = await site.ops( [ 'trace', '7', '--json' ] );
		expect( JSON.parse( as_json.out ) ).toEqual( story );
	} );
} );
