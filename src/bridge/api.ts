import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { flagPath, type paths } from './paths';
import { NAMESPACE, send } from './send';
import type {
	Alert,
	Announcement,
	Batch,
	BatchRequest,
	Channel,
	ChannelChange,
	ChannelId,
	Flag,
	FlagChange,
	FlagPreview,
	Freeze,
	FreezeChange,
	Health,
	JournalVerification,
	Locks,
	MetricsAccess,
	MetricsChange,
	SelfTest,
	Settings,
	SettingsPatch,
	SettingsPreview,
	SettingsRequest,
	WorkItem,
} from './types';

export * from './rollback-api';
export { read } from './send';
export {
	isRunList,
	isWorkList,
	JOURNAL_KINDS,
	type JournalQuery,
	type Path,
	paths,
	type Resources,
	type WorkQuery,
} from './paths';

/** What of KPIs is put into a file: all of them as they stand, or how one went. */
export type ExportPath = typeof paths.kpis | ReturnType< typeof paths.series >;

function isAnswer( thrown: unknown ): thrown is Response {
	return thrown instanceof Response;
}

/** The answer as a file. A refusal is told as it is elsewhere. */
export async function exportFile(
	path: ExportPath,
	format: 'csv' | 'json'
): Promise< Blob > {
	try {
		const answer = await apiFetch< Response, false >( {
			path: addQueryArgs( NAMESPACE + path, { format } ),
			parse: false,
		} );
		return await answer.blob();
	} catch ( thrown ) {
		throw isAnswer( thrown ) ? await thrown.json() : thrown;
	}
}

/** Without a probe all of them are run. */
export async function checkHealth( probe: string | null ): Promise< Health > {
	return send( 'POST', '/health/checks', probe === null ? {} : { probe } );
}

export async function askBatch(
	queue: string,
	request: BatchRequest
): Promise< Batch > {
	return send(
		'POST',
		`/queues/${ encodeURIComponent( queue ) }/batches`,
		request
	);
}

export async function removeLock(
	id: string,
	fingerprint: string,
	reason: string
): Promise< Locks > {
	return send(
		'POST',
		`/queues/locks/${ encodeURIComponent( id ) }/removals`,
		{ fingerprint, reason }
	);
}

export async function selfTest( probe: string ): Promise< SelfTest > {
	return send( 'POST', '/health/self-tests', { probe } );
}

export async function resolveWork(
	id: number,
	resolution: 'close' | 'retry',
	reason: string
): Promise< WorkItem > {
	return send( 'POST', `/work/${ id }/resolutions`, { resolution, reason } );
}

export async function changeFlag(
	flag: string,
	scope: string,
	change: FlagChange
): Promise< Flag > {
	return send( 'PUT', flagPath( flag, scope ), change );
}

export async function acknowledgeAlert(
	id: number,
	reason: string
): Promise< Alert > {
	return send( 'POST', `/alerts/${ id }/acknowledgements`, { reason } );
}

export async function changeChannel(
	id: ChannelId,
	change: ChannelChange
): Promise< Channel > {
	return send( 'PUT', `/channels/${ id }`, change );
}

export async function testChannel(
	id: ChannelId,
	idempotency_key: string
): Promise< Announcement > {
	return send( 'POST', `/channels/${ id }/tests`, { idempotency_key } );
}

export async function retryAnnouncement(
	id: number,
	reason: string
): Promise< Announcement > {
	return send( 'POST', `/announcements/${ id }/retries`, { reason } );
}

/** The one answer that carries the token. */
export async function makeMetricsToken(
	change: MetricsChange
): Promise< MetricsAccess > {
	return send( 'POST', '/metrics/tokens', change );
}

export async function revokeMetricsToken(
	change: MetricsChange
): Promise< MetricsAccess > {
	return send( 'POST', '/metrics/revocations', change );
}

export async function changeFreeze( change: FreezeChange ): Promise< Freeze > {
	return send( 'PUT', '/freeze', change );
}

export async function previewFlag(
	flag: string,
	scope: string,
	value: string
): Promise< FlagPreview > {
	return send( 'POST', `${ flagPath( flag, scope ) }/preview`, { value } );
}

export async function verifyJournal(
	from: number
): Promise< JournalVerification > {
	return send( 'POST', '/journal/verifications', { from } );
}

export async function changeSettings(
	request: SettingsRequest
): Promise< Settings > {
	return send( 'PUT', '/settings', request );
}

export async function previewSettings(
	values: SettingsPatch
): Promise< SettingsPreview > {
	return send( 'POST', '/settings/preview', { values } );
}
