import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { compile_errors } from './compiler';
import {
	is_json,
	type Json,
	routes,
	schemas,
	type_of,
	type_of_fields,
} from './fixtures';

/** Type of `src/bridge/types.ts` by the name of the schema the server serves. */
const ANSWERS: Readonly< Record< string, string > > = {
	archives: 'Wire.Archives',
	rehearsal: 'Wire.Rehearsal',
	recovery_card: 'Wire.RecoveryCard',
	alert: 'Wire.Alert',
	alerts: 'Wire.Alerts',
	announcement: 'Wire.Announcement',
	announcements: 'Wire.Announcements',
	batch: 'Wire.Batch',
	channel: 'Wire.Channel',
	channels: 'Wire.Channels',
	failure: 'Wire.FailureDetail',
	failures: 'Wire.Failures',
	coverage: 'Wire.Coverage',
	decision: 'Wire.Decision',
	flag: 'Wire.Flag',
	flag_preview: 'Wire.FlagPreview',
	flag_revisions: 'Wire.FlagRevisions',
	flags: '{ items: Wire.Flag[] }',
	freeze: 'Wire.Freeze',
	health: 'Wire.Health',
	kpis: 'Wire.Kpis',
	kpi_series: 'Wire.KpiSeries',
	locks: 'Wire.Locks',
	metrics: 'Wire.MetricsText',
	metrics_access: 'Wire.MetricsAccess',
	journal_page: 'Wire.JournalPage',
	journal_verification: 'Wire.JournalVerification',
	overview: 'Wire.Overview',
	proposal: 'Wire.Proposal',
	proposals: 'Wire.Proposals',
	queues: 'Wire.Queues',
	roll_up: 'Wire.RollUp',
	rollback_answer: 'Wire.RollbackPlan | Wire.Run',
	rollback_readiness: 'Wire.RollbackReadiness',
	run: 'Wire.Run',
	runs: 'Wire.Runs',
	self_test: 'Wire.SelfTest',
	settings: 'Wire.Settings',
	settings_preview: 'Wire.SettingsPreview',
	settings_revisions: 'Wire.SettingsRevisions',
	trace: 'Wire.Trace',
	trigger: 'Wire.Trigger',
	triggers: 'Wire.Triggers',
	watchdog: 'Wire.Watchdog',
	work: 'Wire.WorkItem',
	work_page: 'Wire.WorkPage',
};

/** Types of bodies that have a name of their own. */
const BODIES: Readonly< Record< string, string > > = {
	'PUT /flags/{flag}': 'Wire.FlagChange',
	'PUT /flags/{flag}/{scope}': 'Wire.FlagChange',
	'POST /queues/{queue}/batches': 'Wire.BatchRequest',
	'PUT /channels/{channel}': 'Wire.ChannelChange',
	'POST /metrics/tokens': 'Wire.MetricsChange',
	'POST /metrics/revocations': 'Wire.MetricsChange',
	'POST /archives/{archive}/pin': 'Wire.PinRequest',
	'PUT /freeze': 'Wire.FreezeChange',
	'POST /rollbacks': 'Wire.RollbackRequest',
	'POST /runs/{id}/answers': 'Wire.RunAnswer',
	'POST /proposals/{id}/starts': 'Wire.ProposalStart',
	'POST /proposals/{id}/dismissals': 'Wire.ProposalDismissal',
	'PUT /settings': 'Wire.SettingsRequest',
	'PUT /triggers/{trigger}': 'Wire.TriggerChange',
	'PUT /watchdog': 'Wire.WatchdogChange',
};

/** What each function of the bridge promises, by the route it calls. */
const PROMISES: Readonly< Record< string, string > > = {
	"Api.Resources[ '/overview' ]": 'GET /overview',
	"Api.Resources[ '/coverage' ]": 'GET /coverage',
	"Api.Resources[ '/health' ]": 'GET /health',
	"Api.Resources[ '/kpis' ]": 'GET /kpis',
	'Api.Resources[ `/kpis/${ string }/series?${ string }` ]':
		'GET /kpis/{kpi}/series',
	"Api.Resources[ '/queues' ]": 'GET /queues',
	"Api.Resources[ '/queues/locks' ]": 'GET /queues/locks',
	'Api.Resources[ `/queues/batches/${ number }` ]':
		'GET /queues/batches/{id}',
	'Promised< typeof Api.askBatch >': 'POST /queues/{queue}/batches',
	'Api.Resources[ `/queues/failures?${ string }` ]': 'GET /queues/failures',
	'Api.Resources[ `/queues/failures/${ number }` ]':
		'GET /queues/failures/{id}',
	'Promised< typeof Api.removeLock >': 'POST /queues/locks/{lock}/removals',
	'Api.Resources[ `/alerts?${ string }` ]': 'GET /alerts',
	'Api.Resources[ `/alerts/${ number }` ]': 'GET /alerts/{id}',
	'Api.Resources[ `/decisions/${ number }` ]': 'GET /decisions/{id}',
	'Promised< typeof Api.acknowledgeAlert >':
		'POST /alerts/{id}/acknowledgements',
	"Api.Resources[ '/metrics/access' ]": 'GET /metrics/access',
	'Promised< typeof Api.makeMetricsToken >': 'POST /metrics/tokens',
	'Promised< typeof Api.revokeMetricsToken >': 'POST /metrics/revocations',
	"Api.Resources[ '/channels' ]": 'GET /channels',
	'Api.Resources[ `/announcements?${ string }` ]': 'GET /announcements',
	'Promised< typeof Api.changeChannel >': 'PUT /channels/{channel}',
	'Promised< typeof Api.testChannel >': 'POST /channels/{channel}/tests',
	'Promised< typeof Api.retryAnnouncement >':
		'POST /announcements/{id}/retries',
	"Api.Resources[ '/flags' ]": 'GET /flags',
	"Api.Resources[ '/freeze' ]": 'GET /freeze',
	'Promised< typeof Api.changeFreeze >': 'PUT /freeze',
	"Api.Resources[ '/rollbacks/readiness' ]": 'GET /rollbacks/readiness',
	'Api.Resources[ `/journal?${ string }` ]': 'GET /journal',
	'Promised< typeof Api.verifyJournal >': 'POST /journal/verifications',
	"Api.Resources[ '/settings' ]": 'GET /settings',
	'Api.Resources[ `/settings/revisions?${ string }` ]':
		'GET /settings/revisions',
	'Promised< typeof Api.changeSettings >': 'PUT /settings',
	'Promised< typeof Api.previewSettings >': 'POST /settings/preview',
	'Api.Resources[ `/work?${ string }` ]': 'GET /work',
	'Api.Resources[ `/work/${ number }` ]': 'GET /work/{id}',
	'Api.Resources[ `/flags/${ string }/revisions?${ string }` ]':
		'GET /flags/{flag}/{scope}/revisions',
	'Api.Resources[ `/runs?${ string }` ]': 'GET /runs',
	'Api.Resources[ `/runs/${ number }` ]': 'GET /runs/{id}',
	'Api.Resources[ `/entries/${ number }/trace` ]': 'GET /entries/{id}/trace',
	'Promised< typeof Api.checkHealth >': 'POST /health/checks',
	'Promised< typeof Api.selfTest >': 'POST /health/self-tests',
	'Promised< typeof Api.resolveWork >': 'POST /work/{id}/resolutions',
	'Promised< typeof Api.changeFlag >': 'PUT /flags/{flag}',
	'Promised< typeof Api.previewFlag >': 'POST /flags/{flag}/preview',
	'Promised< typeof Api.planRollback > | Promised< typeof Api.startRollback >':
		'POST /rollbacks',
	"Api.Resources[ '/archives' ]": 'GET /archives',
	'Promised< typeof Api.keepBuild >': 'POST /archives',
	'Promised< typeof Api.pinBuild >': 'POST /archives/{archive}/pin',
	'Promised< typeof Api.drillBuild >': 'POST /drills',
	"Api.Resources[ '/rehearsals' ]": 'GET /rehearsals',
	'Promised< typeof Api.rehearse >': 'POST /rehearsals',
	"Api.Resources[ '/recovery-card' ]": 'GET /recovery-card',
	'Promised< typeof Api.noteCardPrinted >': 'POST /recovery-card/prints',
	"Api.Resources[ '/watchdog' ]": 'GET /watchdog',
	'Promised< typeof Api.setWatchdog >': 'PUT /watchdog',
	'Api.Resources[ `/proposals?${ string }` ]': 'GET /proposals',
	'Api.Resources[ `/proposals/${ number }` ]': 'GET /proposals/{id}',
	'Promised< typeof Api.startProposal >': 'POST /proposals/{id}/starts',
	'Promised< typeof Api.dismissProposal >': 'POST /proposals/{id}/dismissals',
	"Api.Resources[ '/triggers' ]": 'GET /triggers',
	'Promised< typeof Api.armTrigger >': 'PUT /triggers/{trigger}',
	'Promised< typeof Api.resumeRun >': 'POST /runs/{id}/resume',
	'Promised< typeof Api.abortRun >': 'POST /runs/{id}/abort',
	'Promised< typeof Api.closeRun >': 'POST /runs/{id}/close',
	'Promised< typeof Api.answerRun >': 'POST /runs/{id}/answers',
};

/** Where the type is declared that the tests below change. */
const TYPES = 'src/bridge/types/flags.ts';

/** Source that compiles only when the two types are the same; the last two lines make the compiler say where they differ. */
function assertion( ours: string, generated: string ): string {
	// The bridge brings all of api-fetch with it, so it is only read where it is spoken of.
	const module = ours.includes( 'Api.' ) ? 'api' : 'types';
	return `
import type * as ${
		module === 'api' ? 'Api' : 'Wire'
	} from '../../src/bridge/${ module }';
import type { Root } from './${ generated }';
export type Promised< F extends ( ...args: never[] ) => unknown > = Awaited< ReturnType< F > >;
type Same< A, B > = ( < T >() => T extends A ? 1 : 2 ) extends < T >() => T extends B ? 1 : 2 ? true : false;
export const same: Same< ${ ours }, Root > = true;
export const to_server = ( value: ${ ours } ): Root => value;
export const from_server = ( value: Root ): ${ ours } => value;
`;
}

function errors_of(
	pairs: readonly { readonly ours: string; readonly source: string }[],
	types?: string
): readonly string[] {
	const files: Record< string, string > = {};
	if ( types !== undefined ) {
		files[ TYPES ] = types;
	}
	for ( const [ index, { ours, source } ] of pairs.entries() ) {
		files[ `tests/wire/generated_${ index }.ts` ] = source;
		files[ `tests/wire/assertion_${ index }.ts` ] = assertion(
			ours,
			`generated_${ index }`
		);
	}
	return compile_errors( files );
}

function schema_of( name: string ): Json {
	const schema = schemas().get( name );
	if ( schema === undefined ) {
		throw new Error( `There is no schema ${ name }.` );
	}
	return schema;
}

function words( { enum: values }: Json ): readonly unknown[] {
	return Array.isArray( values ) ? values : [];
}

/** A copy of a schema in which the object at the path was changed. */
function mutated(
	name: string,
	path: readonly string[],
	change: ( at: Json ) => void
): Json {
	const copy = structuredClone( schema_of( name ) );
	let at: unknown = copy;
	for ( const key of path ) {
		at = is_json( at ) ? at[ key ] : undefined;
	}
	if ( ! is_json( at ) ) {
		throw new Error( `${ name } has nothing at ${ path.join( '.' ) }.` );
	}
	change( at );
	return copy;
}

// A program of the compiler takes seconds on a busy machine.
describe(
	'the types of the screen and the schemas of the server',
	{ timeout: 60_000 },
	() => {
		it( 'are the same', async () => {
			const pairs = await Promise.all( [
				...[ ...schemas() ].map( async ( [ name, schema ] ) => ( {
					ours: ANSWERS[ name ] ?? 'never',
					source: await type_of( schema ),
				} ) ),
				...routes()
					.filter(
						( { method, path } ) =>
							`${ method } ${ path }` in BODIES
					)
					.map( async ( route ) => ( {
						// What has a default may be left out; here each field is given.
						ours: `Required< ${
							BODIES[ `${ route.method } ${ route.path }` ] ??
							'never'
						} >`,
						source: await type_of_fields( route ),
					} ) ),
			] );
			expect( errors_of( pairs ) ).toEqual( [] );
			expect( pairs ).toHaveLength(
				Object.keys( ANSWERS ).length + Object.keys( BODIES ).length
			);
		} );

		it( 'are what each function of the bridge promises', async () => {
			const pairs = await Promise.all(
				Object.entries( PROMISES ).map( async ( [ ours, name ] ) => {
					const route = routes().find(
						( { method, path } ) => `${ method } ${ path }` === name
					);
					return {
						ours,
						source: await type_of(
							schema_of( route?.answer ?? name )
						),
					};
				} )
			);
			expect( errors_of( pairs ) ).toEqual( [] );
		} );

		it.each< [ string, string, readonly string[], ( at: Json ) => void ] >(
			[
				[
					'a property that the server no longer sends',
					'flag',
					[ 'properties' ],
					( at ) => {
						delete at.held;
					},
				],
				[
					'a property that the screen does not know',
					'flag',
					[ 'properties' ],
					( at ) => {
						at.extra = { type: 'string' };
					},
				],
				[
					'a property that may be left out',
					'flag',
					[],
					( at ) => {
						at.required = [];
					},
				],
				[
					'a value that may be null',
					'flag',
					[ 'properties', 'reason' ],
					( at ) => {
						at.type = [ 'string', 'null' ];
					},
				],
				[
					'a value that is never null any more',
					'flag',
					[ 'properties', 'changed_at' ],
					( at ) => {
						at.type = 'string';
					},
				],
				[
					'a number in place of a text, deep inside',
					'overview',
					[
						'properties',
						'queues',
						'properties',
						'queues',
						'items',
						'properties',
						'availability',
						'properties',
						'detail',
					],
					( at ) => {
						at.type = 'integer';
					},
				],
				[
					'one word more in an enumeration',
					'run',
					[ 'properties', 'state' ],
					( at ) => {
						at.enum = [ ...words( at ), 'paused' ];
					},
				],
				[
					'one word less in an enumeration',
					'run',
					[ 'properties', 'state' ],
					( at ) => {
						at.enum = words( at ).slice( 1 );
					},
				],
				[
					'an object that is open to anything',
					'flag',
					[],
					( at ) => {
						at.additionalProperties = true;
					},
				],
			]
		)( 'differ by %s', async ( _title, name, path, change ) => {
			const errors = errors_of( [
				{
					ours: ANSWERS[ name ] ?? 'never',
					source: await type_of( mutated( name, path, change ) ),
				},
			] );
			expect( errors ).not.toEqual( [] );
		} );

		it.each( [
			[
				'a property more',
				'revision: number;',
				'revision: number; more: 1;',
			],
			[ 'a property less', 'revision: number;', '' ],
			[ 'another type', 'revision: number;', 'revision: string;' ],
			[
				'a property that is optional',
				'revision: number;',
				'revision?: number;',
			],
		] )(
			'differ when the screen declares %s',
			async ( _title, was, is ) => {
				const types = readFileSync(
					join( import.meta.dirname, '..', '..', TYPES ),
					'utf8'
				).replace( /(?<=export interface Flag \{)[^}]*/, ( body ) =>
					body.replace( was, is )
				);
				const errors = errors_of(
					[
						{
							ours: 'Wire.Flag',
							source: await type_of( schema_of( 'flag' ) ),
						},
					],
					types
				);
				expect( errors ).not.toEqual( [] );
			}
		);
	}
);
