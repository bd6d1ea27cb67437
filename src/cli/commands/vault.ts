import * as api from '../../bridge/api';
import { newIdempotencyKey } from '../../bridge/idempotency';
import type { Archive, Archives, Rehearsal } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import { plain, table } from '../output';
import type { Result } from './result';

function archive_table( items: readonly Archive[] ): string {
	return table(
		[ 'id', 'version', 'files', 'bytes', 'kept_at', 'installed', 'good' ],
		items.map( ( archive ) => [
			archive.id,
			archive.version,
			archive.files,
			archive.bytes,
			archive.kept_at,
			archive.installed,
			archive.good,
		] )
	);
}

/** What WP-CLI warns of beneath its list. */
function warnings( { strangers, trouble, obstacles }: Archives ): string[] {
	return [
		...strangers.map( ( { id, message } ) => `${ id }: ${ message }` ),
		...[ ...( trouble === null ? [] : [ trouble ] ), ...obstacles ].map(
			( { message } ) => message
		),
	].map( ( line ) => `Warning: ${ plain( line ) }` );
}

export async function vault(): Promise< Result > {
	const archives = await api.read( api.paths.archives );
	return {
		json: archives,
		text: [ archive_table( archives.items ), ...warnings( archives ) ].join(
			'\n'
		),
		status: 'good',
	};
}

function reason_in( { reason }: Arguments, what: string ): string {
	if ( reason.trim() === '' ) {
		throw new Failure( `${ what } --reason=<why>` );
	}
	return reason;
}

function archive_in( { words }: Arguments ): string {
	const id = words[ 2 ] ?? '';
	if ( id === '' ) {
		throw new Failure(
			'Which one? Ids are listed by: smartalloc-ops vault'
		);
	}
	return id;
}

export async function vault_keep( given: Arguments ): Promise< Result > {
	const archives = await api.keepBuild(
		reason_in( given, 'Why is it kept now?' ),
		newIdempotencyKey()
	);
	return {
		json: archives,
		text: `Success: Kept as ${ archives.installed.archive ?? '-' }.`,
		status: 'good',
	};
}

/** At the revision that is there now, unless another one was looked at. */
export async function vault_pin( given: Arguments ): Promise< Result > {
	const id = archive_in( given );
	const reason = reason_in( given, 'How is it known to be good?' );
	const revision =
		given.revision ?? ( await api.read( api.paths.archives ) ).revision;
	const archives = await api.pinBuild( id, { revision, reason } );
	return {
		json: archives,
		text: `Success: ${ id } is the last known good build.`,
		status: 'good',
	};
}

export async function vault_drill( given: Arguments ): Promise< Result > {
	const id = archive_in( given );
	const archives = await api.drillBuild( id, newIdempotencyKey() );
	const drill = archives.items.find( ( one ) => one.id === id )?.drill;
	if ( drill?.passed !== true ) {
		throw new Failure( plain( drill?.detail ?? 'It is gone.' ) );
	}
	return {
		json: archives,
		text: `Success: ${ plain( drill.detail ) }`,
		status: 'good',
	};
}

export async function vault_card(): Promise< Result > {
	const card = await api.read( api.paths.recovery_card );
	return {
		json: card,
		text: [
			...card.facts.map(
				( { label, value } ) => `${ label }: ${ value }`
			),
			...card.sections.flatMap( ( { title, steps } ) => [
				'',
				title,
				...steps.flatMap( ( { text, command } ) => [
					`- ${ text }`,
					...( command === null ? [] : [ `    ${ command }` ] ),
				] ),
			] ),
		]
			// A line of the shell is indented, and stays so.
			.map( ( line ) =>
				line.startsWith( ' ' )
					? `    ${ plain( line ) }`
					: plain( line )
			)
			.join( '\n' ),
		status: 'good',
	};
}

function rehearsal_result( found: Rehearsal ): Result {
	const { last } = found;
	return {
		json: found,
		text:
			last === null
				? 'Nobody has rehearsed yet: smartalloc-ops rehearse'
				: [
						`${ last.at }, ${ last.took_ms } ms, ${ last.version ?? '-' } ${ last.archive ?? '' }`,
						...last.parts.map(
							( { title, took_ms, failed, said } ) =>
								`${ failed === null ? '-' : '!' } ${ title } (${ took_ms } ms): ${ said }`
						),
					]
						.map( plain )
						.join( '\n' ),
		// As in WP-CLI: one that found that it could not be done is critical.
		status: last === null || last.ok ? 'good' : 'critical',
	};
}

export async function rehearsal(): Promise< Result > {
	return rehearsal_result( await api.read( api.paths.rehearsals ) );
}

export async function rehearse(): Promise< Result > {
	return rehearsal_result( await api.rehearse( newIdempotencyKey() ) );
}
