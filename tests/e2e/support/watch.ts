import type { Page, Request } from '@playwright/test';

export interface Watch {
	/** Errors of the console that no test has said it would bring about. */
	readonly troubles: () => string[];
	/** An answer of this status is what the test is about. */
	readonly expect_status: ( status: number ) => void;
	/** Requests to our API so far, `METHOD /path`. */
	readonly requests: () => string[];
}

/** Our API, with pretty permalinks; the query is left out. */
export function api_path( request: Request ): string | null {
	return (
		/\/wp-json\/smartalloc-ops\/v1(\/[^?]*)/.exec( request.url() )?.[ 1 ] ??
		null
	);
}

/** What is really asked for: core's script sends a PUT as a POST that says so. */
function method_of( request: Request ): string {
	return request.headers()[ 'x-http-method-override' ] ?? request.method();
}

/** Collects errors and requests of a page. Nothing of it leaves the machine: avatars are on another host. */
export async function watch( page: Page ): Promise< Watch > {
	const troubles: string[] = [];
	const requests: string[] = [];
	const expected = new Set< number >();
	const home = new URL( process.env.SMARTALLOC_OPS_E2E_URL ?? '' ).host;
	await page.route(
		( url ) => url.host !== home,
		( route ) => route.fulfill( { status: 204 } )
	);
	page.on( 'request', ( request ) => {
		const path = api_path( request );
		if ( path !== null ) {
			requests.push( `${ method_of( request ) } ${ path }` );
		}
	} );
	page.on( 'pageerror', ( error ) => troubles.push( error.message ) );
	page.on( 'console', ( message ) => {
		if ( message.type() !== 'error' ) {
			return;
		}
		const status = /responded with a status of (\d+)/.exec(
			message.text()
		)?.[ 1 ];
		if ( status === undefined || ! expected.has( Number( status ) ) ) {
			troubles.push( `${ message.text() } ${ message.location().url }` );
		}
	} );
	return {
		troubles: () => troubles,
		expect_status: ( status ) => expected.add( status ),
		requests: () => requests,
	};
}
