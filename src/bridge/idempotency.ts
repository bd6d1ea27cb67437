/** `crypto.randomUUID` is missing on plain http; random bytes are not. */
export function newIdempotencyKey(): string {
	if ( 'randomUUID' in crypto ) {
		return crypto.randomUUID();
	}
	return [ ...new Uint8Array( randomBytes() ) ]
		.map( ( byte ) => byte.toString( 16 ).padStart( 2, '0' ) )
		.join( '' );
}

function randomBytes(): Uint8Array {
	return globalThis.crypto.getRandomValues( new Uint8Array( 16 ) );
}

/**
 * The same wish keeps its key, so that a second try after a lost answer starts
 * nothing twice; another wish gets another key.
 */
export function createKeyring(): ( wish: object ) => string {
	let last = '';
	let key = '';
	return ( wish ) => {
		const now = JSON.stringify( wish );
		if ( now !== last || key === '' ) {
			last = now;
			key = newIdempotencyKey();
		}
		return key;
	};
}
