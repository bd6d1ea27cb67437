import * as api from '../bridge/api';
import { asApiError } from '../bridge/errors';
import type {
	Alert,
	Announcement,
	Batch,
	BatchRequest,
	Channel,
	ChannelChange,
	ChannelId,
	FlagChange,
	FlagPreview,
	Freeze,
	FreezeChange,
	Locks,
	MetricsChange,
	PinRequest,
	JournalVerification,
	RollbackPlan,
	RollbackRequest,
	RunAnswer,
	SelfTest,
	Settings,
	SettingsPatch,
	SettingsPreview,
	SettingsRequest,
	WatchdogChange,
	WorkItem,
	Flag,
} from '../bridge/types';
import { accept, changeRun } from './mutations';
import {
	entry,
	withChannel,
	withFlag,
	withFreeze,
	withHealth,
	withVerdict,
	withWorkItem,
} from './patches';
import type { Thunk } from './types';

type RollbackIntent = Omit< RollbackRequest, 'dry_run' >;

/** A read that began before a mutation may be older than its answer: ask again. */
const MAX_REREADS = 3;

/** Reads one path and keeps what came; on an error the last good answer stays. */
export function refresh( path: api.Path ) {
	return async ( { dispatch, select }: Thunk ): Promise< void > => {
		for ( let reads = 0; reads <= MAX_REREADS; reads++ ) {
			const epoch = select.getEpoch();
			const value = await api.read( path );
			if ( epoch === select.getEpoch() ) {
				dispatch( {
					type: 'RECEIVE',
					entries: entry( path, value ),
					at: Date.now(),
					mutation: false,
				} );
				return;
			}
		}
	};
}

export function checkHealth( probe: string | null ) {
	return async ( thunk: Thunk ): Promise< void > => {
		const health = await api.checkHealth( probe );
		accept( thunk, withHealth( thunk.select.getResources(), health ) );
	};
}

export function selfTest( probe: string ) {
	return async ( thunk: Thunk ): Promise< SelfTest > => {
		const result = await api.selfTest( probe );
		accept(
			thunk,
			withVerdict( thunk.select.getResources(), result.afterwards )
		);
		return result;
	};
}

export function resolveWork(
	id: number,
	resolution: 'close' | 'retry',
	reason: string
) {
	return async ( thunk: Thunk ): Promise< WorkItem > => {
		try {
			const item = await api.resolveWork( id, resolution, reason );
			accept( thunk, withWorkItem( thunk.select.getResources(), item ) );
			return item;
		} catch ( error ) {
			const present = asApiError( error )?.data?.work;
			if ( present ) {
				accept(
					thunk,
					withWorkItem( thunk.select.getResources(), present )
				);
			}
			throw error;
		}
	};
}

/** What is left is kept; after a lost race all of it is asked for afresh. */
export function removeLock( id: string, fingerprint: string, reason: string ) {
	return async ( thunk: Thunk ): Promise< Locks > => {
		try {
			const locks = await api.removeLock( id, fingerprint, reason );
			accept( thunk, entry( api.paths.locks, locks ) );
			return locks;
		} catch ( error ) {
			if ( asApiError( error )?.data?.lock !== undefined ) {
				accept( thunk, {} );
			}
			throw error;
		}
	};
}

export function askBatch( queue: string, request: BatchRequest ) {
	return async ( thunk: Thunk ): Promise< Batch > => {
		const batch = await api.askBatch( queue, request );
		accept( thunk, entry( api.paths.batch( batch.id ), batch ) );
		return batch;
	};
}

/** A lost race is rethrown, and the other person's flag is kept. */
export function changeFlag( flag: string, scope: string, change: FlagChange ) {
	return async ( thunk: Thunk ): Promise< Flag > => {
		try {
			const fresh = await api.changeFlag( flag, scope, change );
			accept( thunk, withFlag( thunk.select.getResources(), fresh ) );
			return fresh;
		} catch ( error ) {
			const present = asApiError( error )?.data?.flag;
			if ( present ) {
				accept(
					thunk,
					withFlag( thunk.select.getResources(), present )
				);
			}
			throw error;
		}
	};
}

/** After a lost race it is asked for afresh. */
export function acknowledgeAlert( id: number, reason: string ) {
	return async ( thunk: Thunk ): Promise< Alert > => {
		try {
			const alert = await api.acknowledgeAlert( id, reason );
			accept( thunk, entry( api.paths.alert( id ), alert ) );
			return alert;
		} catch ( error ) {
			if ( asApiError( error )?.data?.status === 409 ) {
				accept( thunk, {} );
			}
			throw error;
		}
	};
}

/** A lost race is rethrown; what the other person set is asked for afresh. */
export function changeChannel( id: ChannelId, change: ChannelChange ) {
	return async ( thunk: Thunk ): Promise< Channel > => {
		try {
			const channel = await api.changeChannel( id, change );
			accept(
				thunk,
				withChannel( thunk.select.getResources(), channel )
			);
			return channel;
		} catch ( error ) {
			if ( asApiError( error )?.data?.status === 409 ) {
				accept( thunk, {} );
			}
			throw error;
		}
	};
}

/** The token goes to who asked for it, and is not kept with what is known. A lost race is rethrown. */
export function makeMetricsToken( change: MetricsChange ) {
	return async ( thunk: Thunk ): Promise< string | null > => {
		try {
			const { token, ...access } = await api.makeMetricsToken( change );
			accept( thunk, {
				[ api.paths.metrics_access ]: { ...access, token: null },
			} );
			return token;
		} catch ( error ) {
			if ( asApiError( error )?.data?.status === 409 ) {
				accept( thunk, {} );
			}
			throw error;
		}
	};
}

export function revokeMetricsToken( change: MetricsChange ) {
	return async ( thunk: Thunk ): Promise< void > => {
		try {
			accept( thunk, {
				[ api.paths.metrics_access ]:
					await api.revokeMetricsToken( change ),
			} );
		} catch ( error ) {
			if ( asApiError( error )?.data?.status === 409 ) {
				accept( thunk, {} );
			}
			throw error;
		}
	};
}

/** It is only put into the outbox; what becomes of it is asked for afresh. */
export function testChannel( id: ChannelId, idempotency_key: string ) {
	return async ( thunk: Thunk ): Promise< Announcement > => {
		const announcement = await api.testChannel( id, idempotency_key );
		accept( thunk, {} );
		return announcement;
	};
}

export function retryAnnouncement( id: number, reason: string ) {
	return async ( thunk: Thunk ): Promise< Announcement > => {
		const announcement = await api.retryAnnouncement( id, reason );
		accept( thunk, {} );
		return announcement;
	};
}

/** A lost race is rethrown, and the other person's freeze is kept. */
export function changeFreeze( change: FreezeChange ) {
	return async ( thunk: Thunk ): Promise< Freeze > => {
		try {
			const fresh = await api.changeFreeze( change );
			accept( thunk, withFreeze( thunk.select.getResources(), fresh ) );
			return fresh;
		} catch ( error ) {
			const present = asApiError( error )?.data?.freeze;
			if ( present ) {
				accept(
					thunk,
					withFreeze( thunk.select.getResources(), present )
				);
			}
			throw error;
		}
	};
}

/** Changes nothing, so nothing is kept. */
export function previewFlag( flag: string, scope: string, value: string ) {
	return async (): Promise< FlagPreview > =>
		api.previewFlag( flag, scope, value );
}

/** Only notes that it was done; the journal on screen is asked for afresh. */
export function verifyJournal( from: number ) {
	return async ( thunk: Thunk ): Promise< JournalVerification > => {
		const result = await api.verifyJournal( from );
		accept( thunk, {} );
		return result;
	};
}

/** A lost race is rethrown, and the other person's settings are kept. */
export function changeSettings( request: SettingsRequest ) {
	return async ( thunk: Thunk ): Promise< Settings > => {
		try {
			const fresh = await api.changeSettings( request );
			accept( thunk, entry( api.paths.settings, fresh ) );
			return fresh;
		} catch ( error ) {
			const present = asApiError( error )?.data?.settings;
			if ( present ) {
				accept( thunk, entry( api.paths.settings, present ) );
			}
			throw error;
		}
	};
}

/** Changes nothing, so nothing is kept. */
export function previewSettings( values: SettingsPatch ) {
	return async (): Promise< SettingsPreview > =>
		api.previewSettings( values );
}

/** Changes nothing, so nothing is kept. */
export function planRollback( intent: RollbackIntent ) {
	return async (): Promise< RollbackPlan > => api.planRollback( intent );
}

/** A file is handed on, not kept: the next one is of other numbers. */
export function exportFile( path: api.ExportPath, format: 'csv' | 'json' ) {
	return async (): Promise< Blob > => api.exportFile( path, format );
}

export function startRollback( intent: RollbackIntent ) {
	return changeRun( () => api.startRollback( intent ) );
}

export function resumeRun( id: number ) {
	return changeRun( () => api.resumeRun( id ) );
}

export function abortRun( id: number, reason: string ) {
	return changeRun( () => api.abortRun( id, reason ) );
}

export function closeRun( id: number, reason: string ) {
	return changeRun( () => api.closeRun( id, reason ) );
}

export function answerRun( id: number, answer: RunAnswer ) {
	return changeRun( () => api.answerRun( id, answer ) );
}

export function keepBuild( reason: string, key: string ) {
	return async ( thunk: Thunk ): Promise< void > => {
		accept( thunk, {
			[ api.paths.archives ]: await api.keepBuild( reason, key ),
		} );
	};
}

/** A lost race is rethrown, and what the other person named is kept. */
export function pinBuild( archive: string, request: PinRequest ) {
	return async ( thunk: Thunk ): Promise< void > => {
		try {
			accept( thunk, {
				[ api.paths.archives ]: await api.pinBuild( archive, request ),
			} );
		} catch ( error ) {
			const present = asApiError( error )?.data?.archives;
			if ( present ) {
				accept( thunk, { [ api.paths.archives ]: present } );
			}
			throw error;
		}
	};
}

/** Whether it was passed. */
export function drillBuild( archive: string, key: string ) {
	return async ( thunk: Thunk ): Promise< boolean > => {
		const archives = await api.drillBuild( archive, key );
		accept( thunk, { [ api.paths.archives ]: archives } );
		return (
			archives.items.find( ( { id } ) => id === archive )?.drill
				?.passed === true
		);
	};
}

/** Whether it could have been done. */
export function rehearse( key: string ) {
	return async ( thunk: Thunk ): Promise< boolean > => {
		const rehearsal = await api.rehearse( key );
		accept( thunk, { [ api.paths.rehearsals ]: rehearsal } );
		return rehearsal.last?.ok === true;
	};
}

export function noteCardPrinted() {
	return async ( thunk: Thunk ): Promise< void > => {
		accept( thunk, {
			[ api.paths.recovery_card ]: await api.noteCardPrinted(),
		} );
	};
}

export function changeWatchdog( change: WatchdogChange ) {
	return async ( thunk: Thunk ): Promise< void > => {
		accept( thunk, {
			[ api.paths.watchdog ]: await api.setWatchdog( change ),
		} );
	};
}
