import { exec } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, type Locator, type Page } from '@playwright/test';
import { expect_accessible } from './support/accessibility';
import {
	ask_api,
	click_anyway,
	decide,
	expect_no_sideways_scroll,
	open_screen,
	root_of,
} from './support/screen';
import { test } from './support/session';
import { still_the_demo } from './support/site';
import { wp } from './support/wp';

const NARROW = { width: 400, height: 800 };
const WIDE = { width: 1280, height: 900 };

const MAIN_FILE = 'smart-alloc.php';
const STAND_IN = fileURLToPath(
	new URL( '../doubles/smart-alloc', import.meta.url )
);

function builds( page: Page ): Locator {
	return page.getByRole( 'table', { name: 'Kept builds, newest first' } );
}

async function keep( page: Page, reason: string ): Promise< void > {
	await page
		.getByRole( 'button', { name: 'Keep the installed build…' } )
		.click();
	await decide( page.getByRole( 'dialog' ), 'Keep it', reason );
}

async function name_good( page: Page, reason: string ): Promise< void > {
	await builds( page )
		.getByRole( 'button', { name: /^Name as good/ } )
		.first()
		.click();
	await decide( page.getByRole( 'dialog' ), 'Name it good', reason );
}

/** Whatever a test has done to it, the site runs its first release again. */
function put_first_release_back(): void {
	copyFileSync(
		join( STAND_IN, MAIN_FILE ),
		join(
			process.env.SMARTALLOC_OPS_SITE ?? '',
			'wp-content',
			'plugins',
			'smart-alloc',
			MAIN_FILE
		)
	);
}

test.describe( 'The kept builds', () => {
	test.beforeEach( still_the_demo );
	test.afterEach( put_first_release_back );

	test( 'are kept and tried by the owner, named by the administrator, and only seen by support', async ( {
		seat,
	} ) => {
		const { page: owner, seen } = await seat( 'owner' );
		await open_screen( owner, 'Rollback' );
		await keep( owner, 'Before the release of Thursday' );
		const row = builds( owner ).getByRole( 'row' ).nth( 1 );
		await expect( row ).toContainText( 'Installed now' );
		await row.getByRole( 'button', { name: /^Drill/ } ).click();
		await expect(
			row.getByText( 'Passed', { exact: true } )
		).toBeVisible();
		await expect(
			row.getByRole( 'button', { name: /^Name as good/ } )
		).toHaveAttribute( 'aria-disabled', 'true' );

		const { page: admin } = await seat( 'admin' );
		await open_screen( admin, 'Rollback' );
		await name_good( admin, 'Ran for a week' );
		await expect(
			builds( admin ).getByText( 'Last known good' )
		).toBeVisible();
		for ( const size of [ WIDE, NARROW ] ) {
			await admin.setViewportSize( size );
			await expect_accessible( admin );
			await expect_no_sideways_scroll( admin );
		}

		const support = await seat( 'support' );
		await open_screen( support.page, 'Rollback' );
		await click_anyway(
			builds( support.page )
				.getByRole( 'button', { name: /^Drill/ } )
				.first()
		);
		await click_anyway(
			support.page.getByRole( 'button', {
				name: 'Keep the installed build…',
			} )
		);
		await expect( support.page.getByRole( 'dialog' ) ).toBeHidden();
		support.seen.expect_status( 403 );
		expect(
			await ask_api( support.page, 'POST', '/archives', { reason: 'x' } )
		).toEqual( { status: 403, code: 'smartalloc_ops_forbidden' } );
		expect( seen.troubles() ).toEqual( [] );
	} );

	test( 'bring a site back that a release has killed, by the line on the recovery card', async ( {
		seat,
	} ) => {
		const { page, seen } = await seat( 'admin' );
		await open_screen( page, 'Rollback' );
		await keep( page, 'The first release' );
		await name_good( page, 'Ran for a week' );
		await root_of( page )
			.getByRole( 'link', { name: 'Recovery card' } )
			.click();
		const sheet = page.getByRole( 'article', { name: 'Recovery card' } );
		const line = sheet
			.locator( 'code' )
			.filter( { hasText: 'revert --reason' } );
		await expect( line ).toBeVisible();
		for ( const size of [ WIDE, NARROW ] ) {
			await page.setViewportSize( size );
			await expect_accessible( page );
			await expect_no_sideways_scroll( page );
		}
		await page.emulateMedia( { media: 'print' } );
		await expect( sheet ).toBeVisible();
		await expect(
			page.getByRole( 'button', { name: 'Print the card' } )
		).toBeHidden();
		await expect( page.locator( '#wpadminbar' ) ).toBeHidden();
		await page.emulateMedia( { media: null } );
		await page.setViewportSize( WIDE );

		const typed = ( await line.innerText() ).replace(
			'...',
			'Every page is white'
		);
		await wp( 'smartalloc-double', 'release', 'bad' );
		seen.expect_status( 500 );
		expect( ( await page.request.get( '/' ) ).status() ).toBe( 500 );
		await promisify( exec )( `${ typed } --allow-root` );
		expect( ( await page.request.get( '/' ) ).status() ).toBe( 200 );
		await open_screen( page, 'Rollback' );
		await expect(
			builds( page ).getByRole( 'row' ).nth( 1 )
		).toContainText( 'Installed now' );
	} );
} );
