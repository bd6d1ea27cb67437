import * as api from '../bridge/api';
import type {
	Action,
	Flag,
	FlagPreview,
	Health,
	Overview,
	Queues,
	Status,
	Trace,
} from '../bridge/types';
import { type Arguments, whole_number } from './arguments';
import { Failure } from './failure';
import type { Io } from './io';
import { plain, queue_status, table, worst } from './output';

/** What a command found: the wire's own shape for programs, a text for people, and how bad it is. */
export interface Result {
	readonly json: unknown;
	readonly text: string;
	readonly status: Status;
}

export type Command = ( given: Arguments, io: Io ) => Promise< Result >;

function flag_name( { flag, scope }: { flag: string; scope: string } ): string {
	return scope === '' ? flag : `${ flag } ${ scope }`;
}

function way_forward( action: Action | null | undefined ): string {
	return action ? ` ${ action.target }` : '';
}

export function refusal_lines( refusals: FlagPreview[ 'refusals' ] ): string[] {
	return refusals.map( ( { code, message, action } ) =>
		plain( `${ code }: ${ message }${ way_forward( action ) }` )
	);
}

/* status ---------------------------------------------------------------- */

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

async function status(): Promise< Result > {
	const overview = await api.read( api.paths.overview );
	return {
		json: overview,
		text: overview_text( overview ),
		status: overview.headline.status,
	};
}

/* health ---------------------------------------------------------------- */

function health_result( found: Health ): Result {
	return {
		json: found,
		text: table(
			[ 'probe', 'status', 'reason', 'finding', 'measured_at' ],
			found.verdicts.map( ( verdict ) => [
				verdict.probe,
				verdict.status,
				verdict.reason,
				verdict.finding,
				verdict.measured_at,
			] )
		),
		status: found.status,
	};
}

async function health(): Promise< Result > {
	return health_result( await api.read( api.paths.health ) );
}

async function health_check( { words }: Arguments ): Promise< Result > {
	return health_result( await api.checkHealth( words[ 2 ] ?? null ) );
}

/* queues ---------------------------------------------------------------- */

function queues_text( report: Queues ): string {
	const { action_scheduler } = report;
	const note =
		action_scheduler.state === 'present'
			? []
			: [
					plain(
						`Action Scheduler is ${ action_scheduler.state }: ${ action_scheduler.detail }${ way_forward( action_scheduler.action ) }`
					),
				];
	return [
		...note,
		table(
			[
				'id',
				'state',
				'pending',
				'due',
				'running',
				'failed',
				'held',
				'oldest_due_age_s',
				'last_runner_at',
			],
			report.queues.map( ( queue ) => [
				queue.id,
				queue.state,
				queue.pending,
				queue.due,
				queue.running,
				queue.failed,
				queue.held,
				queue.oldest_due_age_s,
				queue.last_runner_at,
			] )
		),
	].join( '\n' );
}

async function queues(): Promise< Result > {
	const report = await api.read( api.paths.queues );
	return {
		json: report,
		text: queues_text( report ),
		status: worst( report.queues.map( queue_status ) ),
	};
}

/* flags ----------------------------------------------------------------- */

async function flags(): Promise< Result > {
	const { items } = await api.read( api.paths.flags );
	return {
		json: items,
		text: table(
			[
				'flag',
				'scope',
				'value',
				'revision',
				'held',
				'enforced',
				'by',
				'changed_at',
				'reason',
			],
			items.map( ( flag ) => [
				flag.flag,
				flag.scope,
				flag.value,
				flag.revision,
				flag.held,
				flag.enforcement.state,
				flag.actor?.name,
				flag.changed_at,
				flag.reason,
			] )
		),
		// As in WP-CLI: how the switches stand is somebody's decision, no finding.
		status: 'good',
	};
}

function preview_lines( preview: FlagPreview ): string[] {
	return [
		...preview.reach.map( ( { label, count, note } ) => {
			const shown =
				count === null
					? '-'
					: `${ count.value }${ count.capped ? '+' : '' }`;
			return `${ label }: ${ shown } ${ note }`;
		} ),
		...preview.reassurances,
		...preview.warnings,
	].map( plain );
}

async function confirm(
	question: string,
	{ yes }: Arguments,
	{ ask }: Io
): Promise< void > {
	if ( yes ) {
		return;
	}
	const answer = ask === null ? '' : await ask( `${ question } [y/n] ` );
	if ( answer.trim().toLowerCase() !== 'y' ) {
		throw new Failure(
			'Not confirmed (--yes answers for you). Nothing was changed.'
		);
	}
}

function changed( flag: Flag ): Result {
	return {
		json: flag,
		text: `Success: ${ flag_name( flag ) } is ${ flag.value } (revision ${ flag.revision }).`,
		status: 'good',
	};
}

async function flags_set( given: Arguments, io: Io ): Promise< Result > {
	const [ , , flag, value, ...more ] = given.words;
	if ( flag === undefined || value === undefined || more.length > 0 ) {
		throw new Failure(
			'Which switch, and what to? smartalloc-ops flags set <flag> <value> [--scope=<scope>] --reason=<why>'
		);
	}
	const preview = await api.previewFlag( flag, given.scope, value );
	const said = preview_lines( preview );
	if ( given.dry_run ) {
		return {
			json: preview,
			text: [
				...said,
				...refusal_lines( preview.refusals ),
				'Dry run: nothing was changed.',
			].join( '\n' ),
			status: 'good',
		};
	}
	if ( ! given.json ) {
		io.out( said.join( '\n' ) );
	}
	if ( preview.refusals.length > 0 ) {
		throw new Failure(
			'Refused. Nothing was changed.',
			refusal_lines( preview.refusals )
		);
	}
	if ( given.reason.trim() === '' ) {
		throw new Failure(
			'Why? The next person will read it: --reason=<why>'
		);
	}
	await confirm( `Set ${ flag_name( preview ) } to ${ value }?`, given, io );
	return changed(
		await api.changeFlag( flag, given.scope, {
			value,
			revision: given.revision ?? preview.revision,
			reason: given.reason,
		} )
	);
}

/* trace ----------------------------------------------------------------- */

function trace_text( story: Trace ): string {
	const labels = new Map(
		story.sources.map( ( { id, label } ) => [ id, label ] )
	);
	const silent = story.sources.filter( ( { state } ) => state !== 'read' );
	return [
		plain( story.headline ),
		'',
		table(
			[ 'question', 'status', 'answer' ],
			story.answers.map( ( { question, status: found, text } ) => [
				question,
				found,
				text,
			] )
		),
		'',
		table(
			[ 'at', 'stage', 'status', 'what', 'source' ],
			story.moments.map( ( moment ) => [
				moment.at,
				moment.stage,
				moment.status,
				moment.text,
				labels.get( moment.source ?? '' ),
			] )
		),
		...silent.map( ( { label, state, detail } ) =>
			plain( `${ label } (${ state }): ${ detail }` )
		),
	].join( '\n' );
}

async function trace( { words }: Arguments ): Promise< Result > {
	const entry = whole_number(
		'entry',
		words[ 1 ] ?? '',
		1,
		Number.MAX_SAFE_INTEGER
	);
	const story = await api.read( api.paths.trace( entry ) );
	return { json: story, text: trace_text( story ), status: story.status };
}

/** By what is typed; the longest that fits is meant. */
export const COMMANDS: Readonly< Record< string, Command > > = {
	status,
	health,
	'health list': health,
	'health check': health_check,
	queues,
	'queues list': queues,
	flags,
	'flags list': flags,
	'flags set': flags_set,
	trace,
};
