import * as api from '../../bridge/api';
import type { Trigger } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import type { Io } from '../io';
import { plain, table } from '../output';
import { confirm } from './confirm';
import { evidence_lines } from './proposals';
import type { Result } from './result';

/** As in WP-CLI: one that speaks against the build that runs is critical. */
export async function triggers(): Promise< Result > {
	const found = await api.read( api.paths.triggers );
	return {
		json: found,
		text: [
			table(
				[
					'id',
					'label',
					'state',
					'armed',
					'effective',
					'revision',
					'text',
					'seen_at',
				],
				found.items.map( ( trigger ) => [
					trigger.id,
					trigger.label,
					trigger.state,
					trigger.armed,
					trigger.effective,
					trigger.revision,
					trigger.text,
					trigger.seen_at,
				] )
			),
			...found.items.flatMap( ( { evidence } ) =>
				evidence_lines( evidence )
			),
		].join( '\n' ),
		status: found.items.some( ( { evidence } ) => evidence.length > 0 )
			? 'critical'
			: 'good',
	};
}

async function trigger_in( { words, reason }: Arguments ): Promise< Trigger > {
	const id = words[ 2 ] ?? '';
	const { items } = await api.read( api.paths.triggers );
	const found = items.find( ( trigger ) => trigger.id === id );
	if ( found === undefined ) {
		throw new Failure( `There is no trigger "${ id }".`, [
			`There are: ${ items.map( ( trigger ) => trigger.id ).join( ', ' ) }.`,
		] );
	}
	if ( reason.trim() === '' ) {
		throw new Failure(
			'Why? The next person will read it: --reason=<why>'
		);
	}
	return found;
}

async function set(
	{ reason, revision }: Arguments,
	{ id, revision: seen }: Trigger,
	armed: boolean
): Promise< Result > {
	return {
		json: await api.armTrigger( id, {
			armed,
			revision: revision ?? seen,
			reason,
		} ),
		text: armed
			? `Success: ${ id } may start a rollback by itself.`
			: `Success: ${ id } may only propose a rollback.`,
		status: 'good',
	};
}

export async function triggers_arm(
	given: Arguments,
	io: Io
): Promise< Result > {
	const found = await trigger_in( given );
	if ( ! given.json ) {
		io.out( plain( `${ found.rule } ${ found.caution }` ) );
	}
	await confirm( `Let ${ found.id } start a rollback by itself?`, given, io );
	return set( given, found, true );
}

export async function triggers_disarm( given: Arguments ): Promise< Result > {
	return set( given, await trigger_in( given ), false );
}
