import type { Path } from '../bridge/api';
import type { Thunk } from './types';

export function getResource( path: Path ) {
	return async ( { dispatch }: Thunk ): Promise< void > =>
		dispatch.refresh( path );
}
