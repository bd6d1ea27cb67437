import * as api from '../../bridge/api';
import type { Health } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { table } from '../output';
import type { Result } from './result';

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

export async function health(): Promise< Result > {
	return health_result( await api.read( api.paths.health ) );
}

export async function health_check( { words }: Arguments ): Promise< Result > {
	return health_result( await api.checkHealth( words[ 2 ] ?? null ) );
}
