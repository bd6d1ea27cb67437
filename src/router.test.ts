import { describe, expect, it } from 'vitest';

import { ownSearch, parseRoute, routeHref } from './router';

describe( 'the address', () => {
	it( 'opens the overview for a tab nobody knows', () => {
		expect( parseRoute( '?page=smartalloc-ops&tab=nope' ).tab ).toBe(
			'overview'
		);
	} );

	it( 'takes only a whole positive number for a run', () => {
		expect( parseRoute( '?tab=rollback&run=12' ).run ).toBe( 12 );
		expect( parseRoute( '?tab=rollback&run=-1' ).run ).toBeNull();
		expect( parseRoute( '?tab=rollback&run=x' ).run ).toBeNull();
	} );

	it( 'names an entry', () => {
		expect( parseRoute( '?tab=entry&entry=48213' ) ).toMatchObject( {
			tab: 'entry',
			entry: 48213,
		} );
		expect( parseRoute( '?tab=entry&entry=1e40' ).entry ).toBeNull();
	} );

	it( 'keeps the page and drops what belonged to the old tab', () => {
		expect(
			routeHref( '?page=smartalloc-ops&tab=rollback&run=12', {
				tab: 'flags',
				change: 'scheduling/smartalloc_notify',
				focus: null,
			} )
		).toBe(
			'?page=smartalloc-ops&tab=flags&change=scheduling%2Fsmartalloc_notify'
		);
	} );

	it( 'knows which links stay on this page', () => {
		const here = new URL(
			'https://x.test/wp-admin/admin.php?page=smartalloc-ops'
		);
		const location = { ...window.location, ...here };
		Object.assign( location, {
			href: here.href,
			origin: here.origin,
			pathname: here.pathname,
			search: here.search,
		} );
		expect(
			ownSearch( 'admin.php?page=smartalloc-ops&tab=queue', location )
		).toBe( '?page=smartalloc-ops&tab=queue' );
		expect( ownSearch( 'plugins.php', location ) ).toBeNull();
		expect(
			ownSearch( 'https://y.test/wp-admin/admin.php', location )
		).toBeNull();
	} );
} );
