import { createServer } from 'node:net';

/** Asks the system for a port, or whether a given one can be had. Null when it is taken. */
export function reserve_port( wanted = 0 ): Promise< number | null > {
	return new Promise( ( resolve, reject ) => {
		const server = createServer();
		server.once( 'error', ( error ) => {
			if ( 'code' in error && error.code === 'EADDRINUSE' ) {
				resolve( null );
			} else {
				reject( error );
			}
		} );
		server.listen( wanted, '127.0.0.1', () => {
			const address = server.address();
			server.close( () =>
				resolve(
					address !== null && typeof address === 'object'
						? address.port
						: null
				)
			);
		} );
	} );
}

/** A port that was free a moment ago. */
export async function free_port(): Promise< number > {
	const port = await reserve_port();
	if ( port === null ) {
		throw new Error( 'The system has no free port.' );
	}
	return port;
}
