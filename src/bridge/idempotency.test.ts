import { afterEach, describe, expect, it, vi } from 'vitest';

import { createKeyring, newIdempotencyKey } from './idempotency';

afterEach( () => vi.unstubAllGlobals() );

describe( 'idempotency keys', () => {
	it( 'are made without randomUUID too, as on plain http', () => {
		const { crypto: real } = globalThis;
		vi.stubGlobal( 'crypto', {
			getRandomValues: ( bytes: Uint8Array< ArrayBuffer > ) =>
				real.getRandomValues( bytes ),
		} );
		expect( newIdempotencyKey() ).toMatch( /^[0-9a-f]{32}$/ );
	} );

	it( 'stay for the same wish, so that a second try starts nothing twice', () => {
		const keyFor = createKeyring();
		const first = keyFor( { scenario: 'smtp_down', reason: 'a' } );
		expect( keyFor( { scenario: 'smtp_down', reason: 'a' } ) ).toBe(
			first
		);
	} );

	it( 'change with the wish, because the server refuses another body', () => {
		const keyFor = createKeyring();
		const first = keyFor( { scenario: 'smtp_down', reason: 'a' } );
		expect( keyFor( { scenario: 'smtp_down', reason: 'b' } ) ).not.toBe(
			first
		);
	} );
} );
