import apiFetch from '@wordpress/api-fetch';

import type { Path, Resources } from './paths';

export const NAMESPACE = '/smartalloc-ops/v1';

/** The one read: the path decides the shape. */
export async function read< P extends Path >(
	path: P
): Promise< Resources[ P ] > {
	return apiFetch< Resources[ P ] >( { path: NAMESPACE + path } );
}

export async function send< T >(
	method: 'POST' | 'PUT',
	path: string,
	data: object
): Promise< T > {
	return apiFetch< T >( { method, path: NAMESPACE + path, data } );
}
