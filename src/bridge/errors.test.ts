import { describe, expect, it } from 'vitest';

import {
	asApiError,
	errorMessage,
	errorStatus,
	isTransient,
	needsReload,
} from './errors';

describe( 'errors of the bridge', () => {
	it( 'keeps the message of the server, which is no Error object', () => {
		const error = {
			code: 'smartalloc_ops_needs_migration',
			message: 'Jobs are pending.',
			data: { status: 422 },
		};
		expect( errorMessage( error ) ).toBe( 'Jobs are pending.' );
		expect( errorStatus( error ) ).toBe( 422 );
	} );

	it( 'takes the data: null that WordPress sends at times', () => {
		expect(
			asApiError( { code: 'x', message: 'No.', data: null } )
		).toEqual( { code: 'x', message: 'No.' } );
	} );

	it( 'removes the markup of a fatal error', () => {
		expect(
			errorMessage( {
				code: 'internal_server_error',
				message: '<p>There has been a <b>critical</b> error.</p>',
				data: { status: 500 },
			} )
		).toBe( 'There has been a critical error.' );
	} );

	it( 'explains a page that came instead of data', () => {
		const html = { code: 'invalid_json', message: 'Not JSON.' };
		expect( errorMessage( html ) ).toContain( 'middle of an update' );
		expect( isTransient( html ) ).toBe( true );
	} );

	it( 'tells a site that is away from a refusal', () => {
		const away = { code: 'x', message: '', data: { status: 503 } };
		const refused = { code: 'x', message: '', data: { status: 422 } };
		expect( isTransient( away ) ).toBe( true );
		expect( isTransient( refused ) ).toBe( false );
	} );

	it( 'asks for a reload when the session is over', () => {
		const gone = {
			code: 'rest_cookie_invalid_nonce',
			message: 'Cookie check failed',
			data: { status: 403 },
		};
		expect( needsReload( gone ) ).toBe( true );
		expect( errorMessage( gone ) ).toContain( 'Reload the page' );
	} );

	it( 'has a sentence for anything that can be thrown', () => {
		expect( errorMessage( new Error( 'Broken.' ) ) ).toBe( 'Broken.' );
		expect( errorMessage( undefined ) ).toContain( 'without saying why' );
	} );
} );
