import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { expect_accessible } from './support/accessibility';
import { expect_no_sideways_scroll, root_of } from './support/screen';
import { test } from './support/session';
import { reset_site, still_the_demo } from './support/site';
import { wp, wp_file } from './support/wp';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

const WORDS = {
	en_US: {
		wait: 'Wait in the queue',
		all: 'All KPIs',
		table: 'The same as a table',
		csv: /^Export CSV/,
		digits: /\d/,
		direction: 'ltr',
	},
	fa_IR: {
		wait: 'انتظار در صف',
		all: 'همه شاخص‌ها',
		table: 'همین به شکل جدول',
		csv: /CSV/,
		digits: /[۰-۹]/,
		direction: 'rtl',
	},
} as const;

async function expect_whole( page: Page ): Promise< void > {
	for ( const size of [ NARROW, WIDE ] ) {
		await page.setViewportSize( size );
		await expect_no_sideways_scroll( page );
		await expect_accessible( page );
	}
}

const WINDOWS = [ '1h', '24h', '7d', '35d' ] as const;

/** By its address: its words have marks in them that tell which way numbers run. */
const window_link = ( page: Page, window: string ) =>
	root_of( page ).locator(
		`.smartalloc-ops__views a[href$="window=${ window }"]`
	);

const drawing = ( page: Page ) => page.getByRole( 'img', { name: /./ } );

test.beforeAll( async () => {
	await still_the_demo();
	await wp_file( '../../../tools/site/history.php' );
} );
test.beforeEach( async () => {
	await reset_site();
	await wp( 'smartalloc-ops', 'kpi', 'list', '--measure' ).catch(
		// Its exit code is how things stand.
		() => ''
	);
} );
test.afterEach( async () => {
	await wp( 'user', 'meta', 'delete', 'support', 'locale' );
} );

for ( const [ locale, words ] of Object.entries( WORDS ) ) {
	test( `support sees how the wait went, over every window and as a file, in ${ locale }`, async ( {
		seat,
	} ) => {
		await wp( 'user', 'meta', 'update', 'support', 'locale', locale );
		await wp(
			...'smartalloc-ops flags set comms off --reason=SMTP --yes'.split(
				' '
			)
		);
		const { page, seen } = await seat( 'support' );
		await page.goto( '/wp-admin/admin.php?page=smartalloc-ops&tab=kpis' );
		await expect( page.locator( 'html' ) ).toHaveCSS(
			'direction',
			words.direction
		);
		const tile = root_of( page ).getByRole( 'link', { name: words.wait } );
		await expect( tile ).toBeVisible();
		expect( seen.requests() ).toEqual( [ 'GET /kpis' ] );
		await expect_whole( page );

		await tile.click();
		await expect( drawing( page ) ).toBeVisible();
		await expect( page ).toHaveURL( /tab=kpis&focus=queue\.wait_p95$/ );
		const steps: number[] = [];
		for ( const window of WINDOWS ) {
			const link = window_link( page, window );
			await link.click();
			await expect( link ).toHaveAttribute( 'aria-current', 'page' );
			await expect( drawing( page ) ).toBeVisible();
			steps.push(
				await drawing( page ).locator( '.is-counts rect' ).count()
			);
		}
		// An hour ago nothing happened here; two days did.
		expect( steps[ 1 ] ).toBeGreaterThan( 20 );
		expect( steps[ 3 ] ).toBeGreaterThanOrEqual( 2 );
		await window_link( page, '24h' ).click();
		await expect( page ).toHaveURL( /window=24h$/ );
		// Time runs from left to right, in the digits of the reader.
		await expect( drawing( page ).locator( '..' ) ).toHaveCSS(
			'direction',
			'ltr'
		);
		await expect( drawing( page ).locator( 'text' ).last() ).toHaveText(
			words.digits
		);

		const mark = root_of( page )
			.locator( '.smartalloc-ops__mark-row button' )
			.last();
		await mark.focus();
		await page.keyboard.press( 'Enter' );
		await expect( mark ).toHaveAttribute( 'aria-expanded', 'true' );
		await root_of( page ).getByText( words.table ).click();
		await expect(
			root_of( page ).getByRole( 'table' ).first()
		).toBeVisible();
		await expect_whole( page );

		const [ download ] = await Promise.all( [
			page.waitForEvent( 'download' ),
			root_of( page ).getByRole( 'button', { name: words.csv } ).click(),
		] );
		expect( download.suggestedFilename() ).toBe(
			'smartalloc-queue.wait_p95-24h.csv'
		);
		const lines = ( await readFile( await download.path(), 'utf8' ) )
			.trimEnd()
			.split( '\r\n' );
		expect( lines[ 0 ] ).toBe(
			'\uFEFFid,scope,at,step_s,value,unit,limit,n,p50,p99,low,high,lost'
		);
		expect( lines ).toHaveLength( 97 );
		expect(
			lines.some( ( line ) =>
				/^queue\.wait_p95,,[^,]+,900,\d+(\.\d+)?,ms,10000,\d+,/.test(
					line
				)
			)
		).toBe( true );

		await page.reload();
		await expect( drawing( page ) ).toBeVisible();
		await root_of( page ).getByRole( 'link', { name: words.all } ).click();
		await expect( tile ).toBeVisible();
	} );
}
