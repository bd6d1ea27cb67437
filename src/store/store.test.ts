import { describe, expect, it } from 'vitest';

import { paths } from '../bridge/api';
import { flag, FLAGS } from '../fixtures/flags';
import { GOOD_DAY } from '../fixtures/overview';
import { UNKNOWN_OUTCOME, WORK_PAGE, workItem } from '../fixtures/work';
import { freshRegistry } from '../fixtures/render';
import { READINESS, run } from '../fixtures/runs';
import {
	apiError,
	fail,
	fakeServer,
	HTML_ANSWER,
	reply,
} from '../fixtures/server';
import { store } from './index';

const CHANGE = { value: 'off', revision: 6, reason: 'SMTP down' };
const HELD = flag( { value: 'off', revision: 7, reason: 'SMTP down' } );

async function load( registry: ReturnType< typeof freshRegistry > ) {
	await registry.dispatch( store ).refresh( paths.overview );
	await registry.dispatch( store ).refresh( paths.flags );
}

function commsOf( registry: ReturnType< typeof freshRegistry > ) {
	const resources = registry.select( store ).getResources();
	const isComms = ( { flag: name }: { flag: string } ) => name === 'comms';
	return [
		resources[ paths.flags ]?.items.find( isComms )?.revision,
		resources[ paths.overview ]?.flags.find( isComms )?.revision,
	];
}

describe( 'reading', () => {
	it( 'asks for exactly the path that the server preloads', async () => {
		const server = fakeServer( { 'GET /overview': reply( GOOD_DAY ) } );
		const registry = freshRegistry();
		await registry.resolveSelect( store ).getResource( paths.overview );
		expect( server.calls ).toHaveLength( 1 );
		expect( server.calls[ 0 ]?.path ).toBe( '/overview' );
	} );

	it( 'fetches a path once, however often it is selected', async () => {
		const server = fakeServer( {
			'GET /flags': reply( { items: FLAGS } ),
		} );
		const registry = freshRegistry();
		await registry.resolveSelect( store ).getResource( paths.flags );
		await registry.resolveSelect( store ).getResource( paths.flags );
		expect( server.count( 'GET /flags' ) ).toBe( 1 );
	} );

	it( 'keeps the last good answer when a later read fails', async () => {
		const server = fakeServer( { 'GET /overview': reply( GOOD_DAY ) } );
		const registry = freshRegistry();
		await registry.dispatch( store ).refresh( paths.overview );
		server.on( 'GET /overview', fail( HTML_ANSWER ) );
		await expect(
			registry.dispatch( store ).refresh( paths.overview )
		).rejects.toEqual( HTML_ANSWER );
		expect(
			registry.select( store ).getResources()[ paths.overview ]
		).toEqual( GOOD_DAY );
	} );

	it( 'leaves the reason of a failed first read in the metadata', async () => {
		fakeServer( {} );
		const registry = freshRegistry();
		await expect(
			registry.resolveSelect( store ).getResource( paths.health )
		).rejects.toMatchObject( { data: { status: 404 } } );
		expect(
			registry
				.select( store )
				.getResolutionError( 'getResource', [ paths.health ] )
		).toMatchObject( { data: { status: 404 } } );
	} );
} );

describe( 'changing a flag', () => {
	it( 'shows the fresh flag everywhere at once', async () => {
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /flags': reply( { items: FLAGS } ),
			'PUT /flags/comms': reply( HELD ),
		} );
		const registry = freshRegistry();
		await load( registry );
		await registry.dispatch( store ).changeFlag( 'comms', '', CHANGE );
		expect( commsOf( registry ) ).toEqual( [ 7, 7 ] );
	} );

	it( 'asks for the overview again', async () => {
		const server = fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'PUT /flags/comms': reply( HELD ),
		} );
		const registry = freshRegistry();
		await registry.resolveSelect( store ).getResource( paths.overview );
		await registry.dispatch( store ).changeFlag( 'comms', '', CHANGE );
		await registry.resolveSelect( store ).getResource( paths.overview );
		expect( server.count( 'GET /overview' ) ).toBe( 2 );
	} );

	it( 'keeps the other person’s flag when the race is lost, and says so', async () => {
		const theirs = flag( { value: 'off', revision: 9 } );
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /flags': reply( { items: FLAGS } ),
			'PUT /flags/comms': fail(
				apiError( 409, 'Changed meanwhile.', { flag: theirs } )
			),
		} );
		const registry = freshRegistry();
		await load( registry );
		await expect(
			registry.dispatch( store ).changeFlag( 'comms', '', CHANGE )
		).rejects.toMatchObject( { data: { status: 409 } } );
		expect( commsOf( registry ) ).toEqual( [ 9, 9 ] );
	} );

	it( 'changes nothing on a refusal', async () => {
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /flags': reply( { items: FLAGS } ),
			'PUT /flags/comms': fail( apiError( 422, 'Refused.' ) ),
		} );
		const registry = freshRegistry();
		await load( registry );
		await expect(
			registry.dispatch( store ).changeFlag( 'comms', '', CHANGE )
		).rejects.toMatchObject( { data: { status: 422 } } );
		expect( commsOf( registry ) ).toEqual( [ 6, 6 ] );
	} );

	it( 'is not overwritten by a read that began before it', async () => {
		const answers = [ FLAGS, [ HELD ] ];
		let releaseRead = () => {};
		const began = new Promise< void >( ( resolve ) => {
			releaseRead = resolve;
		} );
		fakeServer( {
			'GET /flags': async () => {
				const items = answers.shift();
				await began;
				return { items };
			},
			'PUT /flags/comms': reply( HELD ),
		} );
		const registry = freshRegistry();
		const read = registry.dispatch( store ).refresh( paths.flags );
		await registry.dispatch( store ).changeFlag( 'comms', '', CHANGE );
		releaseRead();
		await read;
		expect( commsOf( registry )[ 0 ] ).toBe( 7 );
	} );

	it( 'escapes the scope in the address', async () => {
		const server = fakeServer( { 'PUT /flags/gppa/150': reply( HELD ) } );
		await freshRegistry()
			.dispatch( store )
			.changeFlag( 'gppa', '150', CHANGE );
		expect( server.count( 'PUT /flags/gppa/150' ) ).toBe( 1 );
	} );
} );

describe( 'runs and work', () => {
	const INTENT = {
		scenario: 'smtp_down',
		reason: 'x',
		confirmation: '1.4.2',
		idempotency_key: 'k',
	};

	it( 'marks a started run active everywhere', async () => {
		fakeServer( {
			'GET /overview': reply( GOOD_DAY ),
			'GET /rollbacks/readiness': reply( READINESS ),
			'POST /rollbacks': reply( run() ),
		} );
		const registry = freshRegistry();
		await registry.dispatch( store ).refresh( paths.overview );
		await registry.dispatch( store ).refresh( paths.readiness );
		await registry.dispatch( store ).startRollback( INTENT );
		const resources = registry.select( store ).getResources();
		expect( resources[ paths.run( 12 ) ]?.id ).toBe( 12 );
		expect( resources[ paths.overview ]?.active_run?.id ).toBe( 12 );
		expect( resources[ paths.readiness ]?.active?.id ).toBe( 12 );
	} );

	it( 'sends a dry run as one, and keeps nothing of it', async () => {
		const server = fakeServer( {
			'POST /rollbacks': reply( { dry_run: true } ),
		} );
		const registry = freshRegistry();
		await registry.dispatch( store ).planRollback( INTENT );
		expect( server.calls[ 0 ]?.data ).toMatchObject( { dry_run: true } );
		expect( registry.select( store ).getResources() ).toEqual( {} );
	} );

	it( 'keeps the active run that a second start ran into', async () => {
		fakeServer( {
			'POST /rollbacks': fail(
				apiError( 409, 'One is active.', {
					run: run( { id: 11 } ),
				} )
			),
		} );
		const registry = freshRegistry();
		await expect(
			registry.dispatch( store ).startRollback( INTENT )
		).rejects.toMatchObject( { data: { status: 409 } } );
		expect(
			registry.select( store ).getResources()[ paths.run( 11 ) ]?.id
		).toBe( 11 );
	} );

	it( 'puts a decided unit of work into the lists that show it', async () => {
		const list = paths.work( { state: 'held', before: null } );
		fakeServer( {
			[ `GET ${ list }` ]: reply( {
				...WORK_PAGE,
				items: [ UNKNOWN_OUTCOME ],
			} ),
			'POST /work/640/resolutions': reply(
				workItem( { id: 640, state: 'closed' } )
			),
		} );
		const registry = freshRegistry();
		await registry.dispatch( store ).refresh( list );
		await registry.dispatch( store ).resolveWork( 640, 'close', 'seen' );
		expect(
			registry.select( store ).getResources()[ list ]?.items[ 0 ]?.state
		).toBe( 'closed' );
	} );
} );
