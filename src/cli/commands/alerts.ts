import * as api from '../../bridge/api';
import type { Alert, AlertLine, Decision } from '../../bridge/types';
import { type Arguments, whole_number } from '../arguments';
import { Failure } from '../failure';
import { plain, table } from '../output';
import type { Result } from './result';

/** As many as `wp smartalloc-ops alerts list` shows, and as one answer holds. */
const SHOWN = 100;

function alert_table( alerts_shown: readonly AlertLine[] ): string {
	return table(
		[
			'id',
			'signal',
			'state',
			'severity',
			'onset_at',
			'fired_at',
			'resolved_at',
			'decision',
		],
		alerts_shown.map( ( alert ) => [
			alert.id,
			alert.signal,
			alert.state,
			alert.severity,
			alert.onset_at,
			alert.fired_at,
			alert.resolved_at,
			alert.decision,
		] )
	);
}

export async function alerts( { open }: Arguments ): Promise< Result > {
	const page = await api.read( api.paths.alerts( open, null, SHOWN ) );
	return {
		json: page,
		text: [
			alert_table( page.items ),
			...( page.next_before === null
				? []
				: [ `These are the newest ${ page.items.length }.` ] ),
		].join( '\n' ),
		// As in WP-CLI: the verdicts are what health and kpi end with.
		status: 'good',
	};
}

function decision_lines( found: Decision ): string[] {
	return [
		'',
		...[
			found.finding,
			found.rule,
			`Flags then: ${
				found.flags
					.filter( ( { revision } ) => revision > 0 )
					.map( ( { flag, scope, value } ) =>
						[ flag, scope, value ]
							.filter( ( word ) => word !== '' )
							.join( ' ' )
					)
					.join( ', ' ) || '-'
			}`,
		].map( plain ),
		'',
		table(
			[ 'at', 'kind', 'changed before it' ],
			found.changes.map( ( { at, kind, change } ) => [
				at,
				kind,
				change,
			] )
		),
	];
}

function alert_text( alert: Alert, frozen: Decision | null ): string {
	return [
		alert_table( [ alert, ...alert.members ] ),
		...( alert.reason === ''
			? []
			: [ plain( `${ alert.actor?.name ?? '-' }: ${ alert.reason }` ) ] ),
		...( frozen === null ? [] : decision_lines( frozen ) ),
	].join( '\n' );
}

function number_in( words: readonly string[] ): number {
	return whole_number( 'id', words[ 2 ] ?? '', 1, Number.MAX_SAFE_INTEGER );
}

export async function alerts_show( { words }: Arguments ): Promise< Result > {
	const alert = await api.read( api.paths.alert( number_in( words ) ) );
	const frozen =
		alert.decision === null
			? null
			: await api.read( api.paths.decision( alert.decision ) );
	return {
		json: { ...alert, decision: frozen },
		text: alert_text( alert, frozen ),
		status: 'good',
	};
}

export async function alerts_ack( {
	words,
	reason,
}: Arguments ): Promise< Result > {
	const id = number_in( words );
	if ( reason.trim() === '' ) {
		throw new Failure(
			'Who is on it, and what is being done? The next person will read it: --reason=<why>'
		);
	}
	const alert = await api.acknowledgeAlert( id, reason );
	return {
		json: alert,
		text: `Success: Alert ${ alert.id } is acknowledged.`,
		status: 'good',
	};
}
