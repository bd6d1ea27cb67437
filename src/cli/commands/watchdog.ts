import * as api from '../../bridge/api';
import type { Status, Watchdog, WatchdogChange } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import { plain } from '../output';
import type { Result } from './result';

/** As `wp smartalloc-ops watchdog status` ends. */
function status_of( { state, stopped_until }: Watchdog ): Status {
	if ( stopped_until !== null || state === 'broken' ) {
		return 'critical';
	}
	return state === 'outdated' ? 'recommended' : 'good';
}

export async function watchdog(): Promise< Result > {
	const found = await api.read( api.paths.watchdog );
	return {
		json: found,
		text: plain( `${ found.state }: ${ found.detail }` ),
		status: status_of( found ),
	};
}

async function change(
	{ reason }: Arguments,
	wish: ( now: Watchdog ) => Omit< WatchdogChange, 'reason' >
): Promise< Result > {
	if ( reason.trim() === '' ) {
		throw new Failure( 'Say why: --reason=<why>' );
	}
	const now = await api.read( api.paths.watchdog );
	const found = await api.setWatchdog( { ...wish( now ), reason } );
	return {
		json: found,
		text: `Success: ${ plain( found.detail ) }`,
		status: 'good',
	};
}

export async function watchdog_install( given: Arguments ): Promise< Result > {
	return change( given, ( { act_alone } ) => ( {
		installed: true,
		act_alone,
	} ) );
}

export async function watchdog_remove( given: Arguments ): Promise< Result > {
	return change( given, () => ( { installed: false, act_alone: false } ) );
}

export async function watchdog_policy( given: Arguments ): Promise< Result > {
	const policy = given.words[ 2 ] ?? '';
	if ( policy !== 'act_alone' && policy !== 'stop_only' ) {
		throw new Failure( 'The policy is act_alone or stop_only.' );
	}
	return change( given, ( { state } ) => ( {
		installed: state !== 'absent',
		act_alone: policy === 'act_alone',
	} ) );
}
