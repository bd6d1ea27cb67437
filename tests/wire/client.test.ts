import Ajv from 'ajv';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import * as api from '../../src/bridge/api';
import { is_json, type Json, type Route, routes } from './fixtures';

interface Sent {
	readonly method: string;
	readonly path: string;
	readonly data: unknown;
}

const sent = vi.hoisted( (): Sent[] => [] );

vi.mock( '@wordpress/api-fetch', () => ( {
	default: ( request: { method?: string; path: string; data?: unknown } ) => {
		sent.push( {
			method: request.method ?? 'GET',
			path: request.path,
			data: request.data,
		} );
		return Promise.resolve( { blob: () => Promise.resolve( {} ) } );
	},
} ) );

const NAMESPACE = '/smartalloc-ops/v1';

const REQUEST = {
	scenario: 'bad_release',
	reason: 'because',
	confirmation: '1.2.3',
	idempotency_key: 'a-key-of-its-own',
};

/** Every way in which the screen speaks to the server. */
const SENDERS: Readonly< Record< string, () => Promise< unknown > > > = {
	overview: () => api.read( api.paths.overview ),
	coverage: () => api.read( api.paths.coverage ),
	health: () => api.read( api.paths.health ),
	kpis: () => api.read( api.paths.kpis ),
	'series of a KPI': () =>
		api.read( api.paths.series( 'queue.wait_p95', null, '24h' ) ),
	'series of a part': () =>
		api.read( api.paths.series( 'queue.wait_p95', 'other', '35d' ) ),
	'exportFile of all KPIs': () => api.exportFile( api.paths.kpis, 'csv' ),
	'exportFile of a series': () =>
		api.exportFile(
			api.paths.series( 'queue.wait_p95', 'other', '7d' ),
			'json'
		),
	queues: () => api.read( api.paths.queues ),
	locks: () => api.read( api.paths.locks ),
	'one batch': () => api.read( api.paths.batch( 7 ) ),
	askBatch: () =>
		api.askBatch( 'as:smartalloc_notify', {
			size: 5,
			reason: 'because',
			idempotency_key: 'a-key-of-its-own',
		} ),
	'failures, first page': () =>
		api.read( api.paths.failures( 'as:smartalloc_notify', null ) ),
	'failures, next page': () =>
		api.read( api.paths.failures( null, '20260101000000-7' ) ),
	'one failure': () => api.read( api.paths.failure( 7 ) ),
	removeLock: () => api.removeLock( 'as_claim:7', 'a'.repeat( 32 ), 'x' ),
	'alerts, first page': () => api.read( api.paths.alerts( false, null ) ),
	'alerts, open, next page': () => api.read( api.paths.alerts( true, 7 ) ),
	'one alert': () => api.read( api.paths.alert( 7 ) ),
	'one decision': () => api.read( api.paths.decision( 7 ) ),
	acknowledgeAlert: () => api.acknowledgeAlert( 7, 'because' ),
	archives: () => api.read( api.paths.archives ),
	keepBuild: () => api.keepBuild( 'because', 'key-of-a-test' ),
	pinBuild: () =>
		api.pinBuild( '20261126T113000Z-0123456789ab', {
			revision: 3,
			reason: 'because',
		} ),
	drillBuild: () =>
		api.drillBuild( '20261126T113000Z-0123456789ab', 'key-of-a-test' ),
	rehearsals: () => api.read( api.paths.rehearsals ),
	rehearse: () => api.rehearse( 'key-of-a-test' ),
	recovery_card: () => api.read( api.paths.recovery_card ),
	noteCardPrinted: () => api.noteCardPrinted(),
	proposals: () => api.read( api.paths.proposals ),
	'one proposal': () => api.read( api.paths.proposal( 7 ) ),
	startProposal: () =>
		api.startProposal( 7, {
			revision: 2,
			reason: 'because',
			confirmation: '1.4.2',
			accept_newer_schema: true,
		} ),
	dismissProposal: () =>
		api.dismissProposal( 7, { revision: 2, reason: 'because' } ),
	triggers: () => api.read( api.paths.triggers ),
	armTrigger: () =>
		api.armTrigger( 'queue_failures', {
			armed: true,
			revision: 0,
			reason: 'because',
		} ),
	watchdog: () => api.read( api.paths.watchdog ),
	setWatchdog: () =>
		api.setWatchdog( {
			installed: true,
			act_alone: false,
			reason: 'because',
		} ),
	metrics_access: () => api.read( api.paths.metrics_access ),
	makeMetricsToken: () =>
		api.makeMetricsToken( { revision: 0, reason: 'why' } ),
	revokeMetricsToken: () =>
		api.revokeMetricsToken( { revision: 1, reason: 'why' } ),
	channels: () => api.read( api.paths.channels ),
	changeChannel: () =>
		api.changeChannel( 'webhook', {
			url: 'https://hooks.example.com/x',
			revision: 0,
			reason: 'because',
		} ),
	'changeChannel that removes': () =>
		api.changeChannel( 'ping', {
			url: null,
			revision: 1,
			reason: 'because',
		} ),
	testChannel: () => api.testChannel( 'mail', 'a-key-of-its-own' ),
	announcements: () => api.read( api.paths.announcements( null ) ),
	'announcements, next page': () => api.read( api.paths.announcements( 7 ) ),
	retryAnnouncement: () => api.retryAnnouncement( 7, 'because' ),
	flags: () => api.read( api.paths.flags ),
	readiness: () => api.read( api.paths.readiness ),
	'work, first page': () =>
		api.read( api.paths.work( { state: 'held', before: null } ) ),
	'work, next page': () =>
		api.read( api.paths.work( { state: 'finished_unknown', before: 7 } ) ),
	'one unit of work': () => api.read( api.paths.work_item( 7 ) ),
	'revisions, first page': () =>
		api.read( api.paths.revisions( 'comms', '', null ) ),
	'revisions of a scope, next page': () =>
		api.read( api.paths.revisions( 'gppa', '150', 7 ) ),
	'rollbacks, first page': () => api.read( api.paths.rollbacks( null ) ),
	'rollbacks, next page': () => api.read( api.paths.rollbacks( 7 ) ),
	'one entry': () => api.read( api.paths.trace( 7 ) ),
	'one run': () => api.read( api.paths.run( 7 ) ),
	'checkHealth of all': () => api.checkHealth( null ),
	'checkHealth of one': () => api.checkHealth( 'utc' ),
	selfTest: () => api.selfTest( 'utc' ),
	resolveWork: () => api.resolveWork( 7, 'close', 'because' ),
	changeFlag: () =>
		api.changeFlag( 'comms', '', {
			value: 'off',
			revision: 0,
			reason: 'because',
		} ),
	'changeFlag of a scope': () =>
		api.changeFlag( 'scheduling', 'smartalloc_notify', {
			value: 'off',
			revision: 3,
			reason: 'because',
		} ),
	'changeFlag with an end': () =>
		api.changeFlag( 'comms', '', {
			value: 'off',
			revision: 3,
			reason: 'because',
			until: '2026-11-26T18:00:00.000Z',
			then: 'ask',
		} ),
	freeze: () => api.read( api.paths.freeze ),
	changeFreeze: () =>
		api.changeFreeze( {
			frozen: true,
			until: '2026-11-26T18:00:00.000Z',
			revision: 0,
			reason: 'because',
		} ),
	previewFlag: () => api.previewFlag( 'comms', '', 'off' ),
	'previewFlag of a scope': () => api.previewFlag( 'gppa', '150', 'off' ),
	journal: () => api.read( api.paths.journal( {} ) ),
	'journal, filtered, next page': () =>
		api.read(
			api.paths.journal( {
				kind: 'flag',
				actor: 'user:5',
				flag: 'comms',
				subject: 'run:3',
				from: '2026-11-25T20:30:00.000Z',
				to: '2026-11-26T20:30:00.000Z',
				cursor: '1764000000000.1.3',
			} )
		),
	verifyJournal: () => api.verifyJournal( 1 ),
	settings: () => api.read( api.paths.settings ),
	'revisions of settings, first page': () =>
		api.read( api.paths.settings_revisions( null ) ),
	'revisions of settings, next page': () =>
		api.read( api.paths.settings_revisions( 7 ) ),
	changeSettings: () =>
		api.changeSettings( {
			values: { dead_letter_limit: 7, forms: null },
			revision: 3,
			reason: 'because',
		} ),
	previewSettings: () => api.previewSettings( { forms: [ 150, 160 ] } ),
	planRollback: () => api.planRollback( REQUEST ),
	startRollback: () => api.startRollback( REQUEST ),
	resumeRun: () => api.resumeRun( 7 ),
	abortRun: () => api.abortRun( 7, 'because' ),
	closeRun: () => api.closeRun( 7, 'because' ),
	answerRun: () =>
		api.answerRun( 7, {
			answer: 'passed',
			reason: 'because',
			revision: 3,
		} ),
};

function route_of( method: string, path: string ): Route | undefined {
	const found = routes().filter(
		( route ) =>
			route.method === method &&
			new RegExp(
				`^${ route.path
					.replace( '{id}', '\\d+' )
					.replace( '{queue}', '[A-Za-z0-9_.%-]+' )
					.replace( '{lock}', '[A-Za-z0-9_:%-]+' )
					.replace( '{flag}', '[a-z_]+' )
					.replace( '{trigger}', '[a-z_]+' )
					.replace( '{kpi}', '[a-z_]+\\.[a-z0-9_]+' )
					.replace( '{channel}', '[a-z]+' )
					.replace( '{archive}', '[0-9A-Za-z-]+' )
					.replace( '{scope}', '[a-z0-9_-]+' ) }$`
			).test( path )
	);
	return found[ 0 ];
}

/** WordPress reads `true` out of a query as well. */
function truth( value: string ): string | boolean {
	return value === 'true' ? true : value;
}

/** WordPress reads numbers out of a query; JSON has them as they are. */
function fields_of( query: string | undefined, data: unknown ): Json {
	if ( query !== undefined ) {
		return Object.fromEntries(
			[ ...new URLSearchParams( query ) ].map( ( [ name, value ] ) => [
				name,
				/^\d+$/.test( value ) ? Number( value ) : truth( value ),
			] )
		);
	}
	return is_json( data ) ? data : {};
}

async function request_of( sender: () => Promise< unknown > ) {
	await sender();
	const request = sent[ 0 ];
	if ( request === undefined || sent.length !== 1 ) {
		throw new Error(
			`${ sent.length } requests were sent instead of one.`
		);
	}
	const [ path, query ] = request.path.split( '?' );
	if ( path === undefined || ! path.startsWith( NAMESPACE ) ) {
		throw new Error( `${ request.path } is not in our namespace.` );
	}
	return {
		route: route_of( request.method, path.slice( NAMESPACE.length ) ),
		fields: fields_of( query, request.data ),
	};
}

beforeEach( () => {
	sent.length = 0;
} );

describe( 'what the screen sends', () => {
	it.each( Object.entries( SENDERS ) )(
		'is taken by a route of the server, field by field: %s',
		async ( _name, sender ) => {
			const { route, fields } = await request_of( sender );
			if ( route === undefined ) {
				throw new Error( 'No route of the server takes it.' );
			}
			const ajv = new Ajv( { strict: false, formats: {} } );
			for ( const [ name, value ] of Object.entries( fields ) ) {
				const declared = route.fields[ name ];
				expect(
					declared,
					`${ name } is not declared by ${ route.method } ${ route.path }`
				).toBeDefined();
				const { required: _required, ...schema } = declared ?? {};
				expect( ajv.validate( schema, value ), ajv.errorsText() ).toBe(
					true
				);
			}
		}
	);

	it( 'reaches every route of the server', async () => {
		const reached = new Set< string >();
		for ( const sender of Object.values( SENDERS ) ) {
			sent.length = 0;
			const { route } = await request_of( sender );
			reached.add( `${ route?.method } ${ route?.path }` );
		}
		const unused = routes()
			.map( ( { method, path } ) => `${ method } ${ path }` )
			.filter( ( name ) => ! reached.has( name ) );
		// The screen pages through the history of whole flags and of scopes alike; one route is for WordPress's own page.
		expect( unused ).toEqual( [
			'GET /health/roll-ups/{roll_up}',
			// A scraper's, and nobody else's.
			'GET /metrics',
		] );
	} );

	it( 'is known here in full', () => {
		const functions = Object.entries( api )
			.filter(
				( [ name, value ] ) =>
					typeof value === 'function' &&
					! name.startsWith( 'is' ) &&
					name !== 'read'
			)
			.map( ( [ name ] ) => name );
		const known = Object.keys( SENDERS ).join( '\n' );
		expect(
			functions.filter( ( name ) => ! known.includes( name ) )
		).toEqual( [] );
	} );
} );
