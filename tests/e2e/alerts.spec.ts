import { expect, type Page } from '@playwright/test';
import { expect_accessible } from './support/accessibility';
import {
	click_anyway,
	decide,
	expect_no_sideways_scroll,
	open_screen,
	root_of,
} from './support/screen';
import { test } from './support/session';
import { reset_site, still_the_demo, stored_state } from './support/site';
import { try_wp, wp } from './support/wp';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

/** As it is stored; this machine need not know the name. */
const SET_ADDRESS = `global $wpdb;
	$box = SmartAllocOps\\Platform\\SecretBox::of_site();
	$wpdb->insert( $wpdb->prefix . 'smartalloc_ops_addresses', [ 'name' => 'webhook', 'revision' => 1, 'secret' => $box->close( 'https://hooks.example.com/services/T0/topsecret' ), 'key_id' => $box->key_id(), 'shown' => 'hooks.example.com/…cret', 'changed_at' => 1700000000000 ] );`;

async function expect_whole( page: Page ) {
	for ( const size of [ NARROW, WIDE ] ) {
		await page.setViewportSize( size );
		await expect_no_sideways_scroll( page );
		await expect_accessible( page );
	}
}

/** What a minute brings: everything is measured, and the watch looks at it. */
async function a_minute_passes() {
	await try_wp( [ 'smartalloc-ops', 'health', 'check' ] );
	await wp( 'cron', 'event', 'run', 'smartalloc_ops_tick' );
}

async function let_it_fire() {
	await a_minute_passes();
	await wp( 'plugin', 'deactivate', 'gravityforms' );
	await a_minute_passes();
	await a_minute_passes();
}

/** An alert is over when it was good for five minutes: they pass at once. */
async function let_it_end() {
	await wp( 'plugin', 'activate', 'gravityforms' );
	await a_minute_passes();
	await wp(
		'eval',
		'global $wpdb; $wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_alerts SET good_since = good_since - 300000" );'
	);
	await a_minute_passes();
	await a_minute_passes();
}

const i_am_on_it = ( page: Page ) =>
	page.getByRole( 'button', { name: 'I am on it…' } );

test.beforeAll( still_the_demo );
test.beforeEach( reset_site );

test( 'An alert fires, leads to its decision, is taken on by somebody who may, and ends', async ( {
	seat,
} ) => {
	await let_it_fire();
	const owner = await seat( 'owner' );
	const { page } = owner;
	await open_screen( page, 'Overview' );
	const open_alerts = page
		.locator( '.smartalloc-ops__line' )
		.filter( { hasText: 'Newest:' } );
	await expect( open_alerts.getByText( '1 Critical' ) ).toBeVisible();
	await open_alerts
		.getByRole( 'link', { name: 'Gravity Forms', exact: true } )
		.click();
	await expect( page ).toHaveURL( /tab=alerts&focus=\d+$/ );
	const alert_url = page.url();
	await expect(
		page.getByRole( 'heading', { name: 'What was known then' } )
	).toBeVisible();
	await expect(
		root_of( page ).getByText( 'Gravity Forms is not loaded on this site.' )
	).toBeVisible();
	await expect(
		root_of( page ).getByText(
			/plugin\/gravityforms [\d.]+ was switched off/
		)
	).toBeVisible();
	await expect_whole( page );

	await page
		.getByRole( 'link', { name: /^Decision \d+ at its own address$/ } )
		.click();
	await expect( page ).toHaveURL( /tab=alerts&decision=\d+$/ );
	await page.reload();
	await expect(
		page.getByRole( 'heading', { name: /^Decision \d+: Gravity Forms/ } )
	).toBeVisible();
	await expect_whole( page );

	const support = await seat( 'support' );
	const before = await stored_state();
	await support.page.goto( alert_url );
	await expect( i_am_on_it( support.page ) ).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await expect( i_am_on_it( support.page ) ).toHaveAccessibleDescription(
		/smartalloc_ops_operate/
	);
	await click_anyway( i_am_on_it( support.page ) );
	await expect( support.page.getByRole( 'dialog' ) ).toHaveCount( 0 );
	expect(
		support.seen
			.requests()
			.filter( ( request ) => ! request.startsWith( 'GET ' ) )
	).toEqual( [] );
	expect( await stored_state() ).toBe( before );

	await page
		.getByRole( 'link', { name: 'The alert: Gravity Forms' } )
		.click();
	await i_am_on_it( page ).click();
	const dialog = page.getByRole( 'dialog' );
	await expect( dialog.getByText( 'Say why first.' ) ).toBeVisible();
	await expect_whole( page );
	await decide( dialog, 'I am on it', 'The host updates it' );
	await expect(
		root_of( page ).getByText( 'Somebody is on it' )
	).toBeVisible();
	await expect(
		root_of( page ).getByText(
			/owner is on it since .*: “The host updates it”/
		)
	).toBeVisible();
	await expect( i_am_on_it( page ) ).toHaveCount( 0 );
	await expect( support.page.getByText( 'Somebody is on it' ) ).toBeVisible();

	await let_it_end();
	await open_screen( page, 'Alerts' );
	await expect(
		root_of( page ).getByText( 'No alert is open.' )
	).toBeVisible();
	await page.getByRole( 'link', { name: 'All that fired' } ).click();
	await expect( page ).toHaveURL( /tab=alerts&state=all$/ );
	await page
		.getByRole( 'link', { name: 'Gravity Forms', exact: true } )
		.click();
	await expect(
		root_of( page ).getByText( 'Over', { exact: true } )
	).toBeVisible();
	await page.getByRole( 'link', { name: 'In the journal' } ).click();
	for ( const line of [
		/^Alert \d+ fired: gravity_forms\.$/,
		/^Somebody is on alert \d+: gravity_forms\.$/,
		/^Alert \d+ is over: gravity_forms\.$/,
	] ) {
		await expect( root_of( page ).getByText( line ) ).toBeVisible();
	}
	await expect(
		root_of( page ).getByText( 'The host updates it' )
	).toBeVisible();
	await page.getByRole( 'link', { name: 'Show the alert' } ).first().click();
	await expect( page ).toHaveURL( alert_url );
} );

test( 'A channel takes its secret address in and never gives it back, and a test message shows its receipt', async ( {
	seat,
} ) => {
	const { page, seen } = await seat( 'admin' );
	await wp(
		'smartalloc-ops',
		'settings',
		'set',
		'recipients',
		'anna@example.test',
		'--reason=test',
		'--yes'
	);
	const open_channels = async () => {
		await page.goto(
			'/wp-admin/admin.php?page=smartalloc-ops&tab=settings&focus=recipients'
		);
		await expect(
			page.getByRole( 'heading', { name: 'Channels' } )
		).toBeVisible();
	};
	await open_channels();
	const row = page
		.getByRole( 'listitem' )
		.filter( { hasText: 'An incoming webhook' } );
	await row.getByRole( 'button', { name: /^Set the address/ } ).click();
	const dialog = page.getByRole( 'dialog' );
	await dialog
		.getByLabel( 'Address (https)' )
		.fill( 'https://hooks.example.test/secret' );
	seen.expect_status( 422 );
	await dialog.getByLabel( 'Reason (required)' ).fill( 'test' );
	await dialog.getByRole( 'button', { name: 'Save the address' } ).click();
	await expect( dialog.getByRole( 'listitem' ).first() ).toBeVisible();
	await expect_whole( page );
	await page.keyboard.press( 'Escape' );

	await wp( 'eval', SET_ADDRESS );
	await page.reload();
	await expect( row.getByText( 'hooks.example.com/…cret' ) ).toBeVisible();
	expect( await page.content() ).not.toContain( 'topsecret' );
	await row.getByRole( 'button', { name: /^Change the address/ } ).click();
	await expect( dialog.getByLabel( 'Address (https)' ) ).toHaveValue( '' );
	await page.keyboard.press( 'Escape' );
	await row.getByRole( 'button', { name: /^Remove the address/ } ).click();
	await decide( dialog, 'Remove the address', 'It was a test' );
	await expect( row.getByText( 'Not set up.' ) ).toBeVisible();

	const mail = page
		.getByRole( 'listitem' )
		.filter( { hasText: 'Through the mail of this site' } );
	await mail.getByRole( 'button', { name: /^Send a test message/ } ).click();
	await expect(
		mail.getByText( 'The test message leaves with the next tick.' )
	).toBeVisible();
	await wp( 'smartalloc-ops', 'channels', 'run' );
	await expect( mail.getByText( /E-mail: taken over/ ) ).toBeVisible();
	await page.getByRole( 'button', { name: 'What was told' } ).click();
	await expect( root_of( page ).getByText( 'Test message' ) ).toBeVisible();
	await expect_whole( page );
} );
