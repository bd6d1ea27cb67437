import { expect, type Locator, type Page } from '@playwright/test';

export const TABS = [
	'Overview',
	'Health',
	'Alerts',
	'Queue',
	'Flags',
	'Rollback',
] as const;

export type Tab = ( typeof TABS )[ number ];

/** Our part of the page; what is said to screen readers stands elsewhere, and so do dialogs. */
export function root_of( page: Page ): Locator {
	return page.locator( '#smartalloc-ops-root' );
}

/** Part of a tab that is only there when its data is. */
export function content_of( page: Page, tab: Tab ): Locator {
	switch ( tab ) {
		case 'Overview':
			return root_of( page )
				.getByText( /checks? (are|is) good|need(s)? you|known/ )
				.first();
		case 'Health':
			return page.getByRole( 'button', { name: 'Check all now' } );
		case 'Alerts':
			return page.getByRole( 'navigation', { name: 'Which alerts' } );
		case 'Queue':
			return page.getByRole( 'table', { name: 'Queues, by trouble' } );
		case 'Flags':
			return page.getByRole( 'heading', { name: 'Comms', level: 3 } );
		case 'Rollback':
			return page.getByRole( 'heading', { name: 'Readiness' } );
	}
}

/** Opens the screen at an address, as a link or a bookmark would. */
export async function open_screen(
	page: Page,
	tab: Tab,
	query: Readonly< Record< string, string > > = {}
): Promise< void > {
	const search = new URLSearchParams( {
		page: 'smartalloc-ops',
		tab: tab.toLowerCase(),
		...query,
	} );
	await page.goto( `/wp-admin/admin.php?${ search.toString() }` );
	await expect( content_of( page, tab ) ).toBeVisible();
}

/** Goes to another tab without loading the page. */
export async function go_to( page: Page, tab: Tab ): Promise< void > {
	await page
		.getByRole( 'navigation', { name: 'SmartAlloc Ops' } )
		.getByRole( 'link', { name: tab, exact: true } )
		.click();
	await expect( content_of( page, tab ) ).toBeVisible();
}

export async function expect_no_sideways_scroll( page: Page ): Promise< void > {
	const widths = await page.evaluate( () => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth,
	] );
	expect( widths[ 0 ], 'width of the content' ).toBeLessThanOrEqual(
		widths[ 1 ] ?? 0
	);
}

/** The row of a queue; a row that is open has a table of hooks beneath, whose rows are no queues. */
export function queue_row( page: Page, name: string ): Locator {
	return page
		.getByRole( 'table', { name: 'Queues, by trouble' } )
		.locator( '> tbody > tr:not(.is-details)' )
		.filter( {
			has: page.getByRole( 'button', { name, exact: true } ),
		} );
}

/** What a row says in one of its columns. */
export function cell( row: Locator, column: string ): Locator {
	return row.locator( `td[data-label="${ column }"]` );
}

/** The row of a switch: flags of one scope are named by their title, others by their scope. */
export function flag_row( page: Page, title: string, scope = title ): Locator {
	return page
		.locator( 'section' )
		.filter( {
			has: page.getByRole( 'heading', { name: title, level: 3 } ),
		} )
		.getByRole( 'listitem' )
		.filter( {
			has: page.getByRole( 'heading', { name: scope, level: 4 } ),
		} );
}

export function change_button( row: Locator ): Locator {
	return row.getByRole( 'button', { name: 'Change…' } );
}

/** Opens the dialog of a switch and waits until its reach was measured. */
export async function open_dialog(
	page: Page,
	button: Locator
): Promise< Locator > {
	await button.click();
	return dialog_with_reach( page );
}

export async function dialog_with_reach( page: Page ): Promise< Locator > {
	const dialog = page.getByRole( 'dialog' );
	await expect(
		dialog.getByRole( 'heading', { name: 'What it reaches' } )
	).toBeVisible();
	return dialog;
}

/** A figure of the reach, as it is shown. */
export function reach_of( dialog: Locator, label: string ): Locator {
	return dialog
		.locator( '.smartalloc-ops__reach > div' )
		.filter( { hasText: label } )
		.locator( 'dd' );
}

/** Says why and presses the verb; the dialog is gone when it worked. */
export async function decide(
	dialog: Locator,
	verb: string,
	reason: string
): Promise< void > {
	await dialog.getByLabel( 'Reason (required)' ).fill( reason );
	await dialog.getByRole( 'button', { name: verb, exact: true } ).click();
	await expect( dialog ).toBeHidden();
}

/** Stops the time of a page whose clock was installed: it asks for nothing of its own accord, so it knows what it knew. */
export async function stop_time( page: Page ): Promise< void > {
	const now = await page.evaluate( () => Date.now() );
	await page.clock.pauseAt( now + 1_000 );
}

/** A click on what is disabled, which a person can make and Playwright would wait to make. */
export async function click_anyway( button: Locator ): Promise< void > {
	await button.evaluate( ( element ) => {
		if ( element instanceof HTMLElement ) {
			element.click();
		}
	} );
}

interface ApiAnswer {
	readonly status: number;
	readonly code: string;
}

/** Asks our API as the page itself would, with its cookie and nonce. */
export async function ask_api(
	page: Page,
	method: string,
	path: string,
	data: object
): Promise< ApiAnswer > {
	const nonce: unknown = await page.evaluate(
		'wp.apiFetch.nonceMiddleware.nonce'
	);
	const answer = await page.request.fetch(
		`/wp-json/smartalloc-ops/v1${ path }`,
		{ method, headers: { 'X-WP-Nonce': String( nonce ) }, data }
	);
	const body: unknown = await answer.json();
	return {
		status: answer.status(),
		code:
			typeof body === 'object' && body !== null && 'code' in body
				? String( body.code )
				: '',
	};
}
