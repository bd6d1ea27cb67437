import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { paths } from '../../bridge/api';
import { FLAGS, preview } from '../../fixtures/flags';
import { BAD_HEALTH } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import {
	BATCH,
	DEAD_CLAIM,
	FAILURE,
	FAILURES,
	LIVE_LOCK,
} from '../../fixtures/failures';
import {
	EXPORT_QUEUE,
	NOTIFY_QUEUE,
	queue,
	QUEUES,
} from '../../fixtures/queues';
import { UNKNOWN_OUTCOME, WORK_PAGE, workItem } from '../../fixtures/work';
import { renderPart } from '../../fixtures/render';
import {
	apiError,
	fail,
	fakeServer,
	reply,
	type FakeServer,
} from '../../fixtures/server';
import { store } from '../../store';
import { QueueScreen } from './queue-screen';

const HELD = 'GET /work?state=held&per_page=25';
const UNKNOWN = 'GET /work?state=finished_unknown&per_page=25';

function serve( more: Parameters< typeof fakeServer >[ 0 ] = {} ): FakeServer {
	return fakeServer( {
		'GET /queues': reply( QUEUES ),
		'GET /flags': reply( { items: FLAGS } ),
		'GET /health': reply( BAD_HEALTH ),
		'GET /queues/locks': reply( { items: [ DEAD_CLAIM, LIVE_LOCK ] } ),
		'GET /queues/failures?per_page=25': reply( FAILURES ),
		'GET /queues/failures?per_page=25&queue=as%3Asmartalloc_notify':
			reply( FAILURES ),
		[ HELD ]: reply( WORK_PAGE ),
		[ UNKNOWN ]: reply( { ...WORK_PAGE, items: [ UNKNOWN_OUTCOME ] } ),
		...more,
	} );
}

async function show( state: string | null = null, site = SITE ) {
	const view = renderPart(
		<QueueScreen focus={ null } state={ state } />,
		site
	);
	await screen.findByRole( 'table', { name: 'Queues, by trouble' } );
	return { user: userEvent.setup(), ...view };
}

const queues = () =>
	within( screen.getByRole( 'table', { name: 'Queues, by trouble' } ) );

const order = () =>
	queues()
		.getAllByRole( 'rowheader' )
		.map( ( cell ) => within( cell ).getByRole( 'button' ).textContent );

function cells( name: string ) {
	const row = queues().getByRole( 'button', { name } ).closest( 'tr' );
	return [ ...( row?.querySelectorAll( 'td' ) ?? [] ) ].map(
		( cell ) => cell.textContent
	);
}

describe( 'the queue table', () => {
	it( 'shows a capped count as at least that many', async () => {
		serve();
		await show();
		expect( cells( 'smartalloc_notify' ) ).toContain( '10,000+' );
	} );

	it( 'shows no number for a queue that cannot be read, but why', async () => {
		serve();
		await show();
		const row = cells( 'smartalloc_daily' ).join( ' ' );
		expect( row ).toContain( 'DISABLE_WP_CRON' );
		expect( row ).toContain( 'not available' );
		expect( row ).not.toMatch( /\d/ );
	} );

	it( 'says who paused a queue, and why', async () => {
		serve();
		await show();
		expect( cells( 'smartalloc_export' ).join( ' ' ) ).toContain(
			'by owner: “Memory was short'
		);
	} );

	it( 'keeps its order while the pointer is inside, and offers the new one', async () => {
		const server = serve();
		const { user, registry } = await show();
		const before = order();
		await user.hover(
			queues().getByRole( 'button', { name: 'smartalloc_notify' } )
		);
		server.on(
			'GET /queues',
			reply( {
				...QUEUES,
				queues: [
					queue( { id: 'as:new', name: 'smartalloc_new' } ),
					{ ...NOTIFY_QUEUE, state: 'idle' },
					EXPORT_QUEUE,
				],
			} )
		);
		await registry.dispatch( store ).refresh( paths.queues );
		await user.click(
			await screen.findByRole( 'button', { name: '1 newer row' } )
		);
		expect( before[ 0 ] ).toBe( 'smartalloc_notify' );
		expect( order() ).toEqual( [
			'smartalloc_export',
			'smartalloc_new',
			'smartalloc_notify',
		] );
	} );

	it( 'opens the hooks of a queue', async () => {
		serve();
		const { user } = await show();
		await user.click(
			queues().getByRole( 'button', { name: 'smartalloc_notify' } )
		);
		expect(
			screen.getByRole( 'table', { name: 'Hooks of this queue' } )
				.textContent
		).toContain( 'smartalloc_webhook' );
	} );

	it( 'pauses a group through the dialog of its switch', async () => {
		serve( {
			'POST /flags/scheduling/smartalloc_notify/preview': reply(
				preview( { flag: 'scheduling', scope: 'smartalloc_notify' } )
			),
		} );
		const { user } = await show();
		await user.click(
			screen.getByRole( 'button', { name: 'Pause… smartalloc_notify' } )
		);
		expect(
			within( await screen.findByRole( 'dialog' ) ).getByRole( 'button', {
				name: 'Pause the queue',
			} )
		).toBeTruthy();
	} );

	it( 'says that Action Scheduler is missing, and what to do', async () => {
		serve( {
			'GET /queues': reply( {
				...QUEUES,
				action_scheduler: {
					state: 'absent',
					detail: 'No plugin brings it.',
					action: {
						kind: 'link',
						label: 'Open Plugins',
						target: 'plugins.php',
					},
				},
			} ),
		} );
		await show();
		expect(
			screen.getAllByText( /No plugin brings it/ ).length
		).toBeGreaterThan( 0 );
	} );
} );

describe( 'work', () => {
	it( 'says what it means that there is none', async () => {
		serve( { [ HELD ]: reply( { ...WORK_PAGE, items: [] } ) } );
		await show();
		expect( await screen.findByText( /Nothing is held/ ) ).toBeTruthy();
	} );

	it( 'lets a person decide about an unknown outcome, with a reason', async () => {
		const server = serve( {
			'POST /work/640/resolutions': reply(
				workItem( { ...UNKNOWN_OUTCOME, state: 'closed' } )
			),
		} );
		const { user } = await show( 'finished_unknown' );
		await user.click(
			await screen.findByRole( 'button', { name: 'Decide… 640' } )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		await user.click( dialog.getByRole( 'button', { name: 'Close it' } ) );
		expect( server.count( 'POST /work/640/resolutions' ) ).toBe( 0 );
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'seen' );
		await user.click( dialog.getByRole( 'button', { name: 'Close it' } ) );
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'POST',
				path: '/work/640/resolutions',
				data: { resolution: 'close', reason: 'seen' },
			} )
		);
		await waitFor( () =>
			expect( screen.queryByRole( 'dialog' ) ).toBeNull()
		);
	} );

	it( 'keeps the dialog and says why when somebody else was faster', async () => {
		serve( {
			'POST /work/640/resolutions': fail(
				apiError( 409, 'Work 640 is done now.', {
					work: workItem( { ...UNKNOWN_OUTCOME, state: 'done' } ),
				} )
			),
		} );
		const { user } = await show( 'finished_unknown' );
		await user.click(
			await screen.findByRole( 'button', { name: 'Decide… 640' } )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'x' );
		await user.click( dialog.getByRole( 'button', { name: 'Close it' } ) );
		expect(
			await dialog.findByText( 'Work 640 is done now.' )
		).toBeTruthy();
	} );

	it( 'names the capability to those who may not decide', async () => {
		serve();
		await show( 'finished_unknown', SUPPORT_SITE );
		const button = await screen.findByRole( 'button', {
			name: 'Decide… 640',
		} );
		expect( button.getAttribute( 'title' ) ).toContain(
			'smartalloc_ops_operate'
		);
	} );
} );

describe( 'failures', () => {
	it( 'are counted by cause when a queue is opened', async () => {
		serve();
		const { user } = await show();
		await user.click(
			queues().getByRole( 'button', { name: 'smartalloc_notify' } )
		);
		const causes = await screen.findByRole( 'table', {
			name: 'Failures by cause',
		} );
		expect( causes.textContent ).toContain( 'RuntimeException 421' );
		expect( causes.textContent ).toContain( '8' );
	} );

	it( 'stand before the dead letters kept here, with names of arguments and no button to run one again', async () => {
		serve( {
			'GET /queues/failures/71': reply( FAILURE ),
			'GET /work?state=failed&per_page=25': reply( {
				...WORK_PAGE,
				items: [],
			} ),
		} );
		const { user } = await show( 'failed' );
		await user.click(
			await screen.findByRole( 'button', {
				name: 'smartalloc_notify 71',
			} )
		);
		expect( await screen.findByText( '0.entry_id: int' ) ).toBeTruthy();
		expect( screen.getByText( FAILURE.advice ) ).toBeTruthy();
		expect(
			screen.getByText( 'wp smartalloc-ops trace 1204' )
		).toBeTruthy();
		expect( screen.queryByRole( 'button', { name: /again/i } ) ).toBeNull();
	} );

	it( 'that cannot be read are not said to be none', async () => {
		serve( {
			'GET /queues/failures?per_page=25&queue=as%3Asmartalloc_notify':
				reply( {
					...FAILURES,
					availability: {
						state: 'broken',
						detail: 'The tables could not be read.',
						action: null,
					},
					items: [],
					looked: null,
					of: null,
					causes: [],
				} ),
		} );
		const { user } = await show();
		await user.click(
			queues().getByRole( 'button', { name: 'smartalloc_notify' } )
		);
		expect(
			( await screen.findAllByText( /could not be read/ ) ).length
		).toBeGreaterThan( 0 );
		expect( screen.queryByText( /No failed job is stored/ ) ).toBeNull();
	} );
} );

describe( 'locks', () => {
	it( 'of a dead runner are taken away with a reason, as they were seen', async () => {
		const server = serve( {
			'POST /queues/locks/as_claim%3A12/removals': reply( {
				items: [ LIVE_LOCK ],
			} ),
		} );
		const { user } = await show();
		await user.click(
			await screen.findByRole( 'button', {
				name: 'Remove… Claim 12 of a runner',
			} )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		expect( dialog.getByText( DEAD_CLAIM.effect ) ).toBeTruthy();
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'gone' );
		await user.click(
			dialog.getByRole( 'button', { name: 'Take it away' } )
		);
		await waitFor( () =>
			expect( server.calls ).toContainEqual( {
				method: 'POST',
				path: '/queues/locks/as_claim%3A12/removals',
				data: { fingerprint: DEAD_CLAIM.fingerprint, reason: 'gone' },
			} )
		);
	} );

	it( 'in use say why they stay, and have no button', async () => {
		serve();
		await show();
		expect(
			await screen.findByText( /Its holder may be at work/ )
		).toBeTruthy();
		expect(
			screen.queryByRole( 'button', { name: 'Remove… Lock of WP-Cron' } )
		).toBeNull();
	} );
} );

describe( 'a batch', () => {
	it( 'is asked for with a size and a reason, and its result is looked for', async () => {
		const server = serve( {
			'POST /queues/as%3Asmartalloc_notify/batches': reply( BATCH ),
			'GET /queues/batches/3': reply( {
				...BATCH,
				state: 'done',
				text: '2 done, 0 failed, 0 held back. Nothing more is due.',
			} ),
		} );
		const { user } = await show();
		await user.click(
			screen.getByRole( 'button', {
				name: 'Run a batch… smartalloc_notify',
			} )
		);
		const dialog = within( screen.getByRole( 'dialog' ) );
		await user.click(
			dialog.getByRole( 'button', { name: 'Run the batch' } )
		);
		expect(
			server.count( 'POST /queues/as%3Asmartalloc_notify/batches' )
		).toBe( 0 );
		await user.type( dialog.getByLabelText( 'Reason (required)' ), 'late' );
		await user.click(
			dialog.getByRole( 'button', { name: 'Run the batch' } )
		);
		expect(
			await screen.findByText( /2 done, 0 failed, 0 held back/ )
		).toBeTruthy();
	} );

	it( 'of a paused queue cannot be asked for, and says why', async () => {
		serve();
		await show();
		expect(
			screen
				.getByRole( 'button', {
					name: 'Run a batch… smartalloc_export',
				} )
				.getAttribute( 'aria-disabled' )
		).toBe( 'true' );
		expect( screen.getByText( 'Paused: resume it first.' ) ).toBeTruthy();
	} );
} );
