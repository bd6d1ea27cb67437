import { expect, type Page, type Route } from '@playwright/test';
import { expect_accessible } from './support/accessibility';
import {
	ask_api,
	cell,
	change_button,
	click_anyway,
	content_of,
	decide,
	dialog_with_reach,
	expect_no_sideways_scroll,
	flag_row,
	go_to,
	open_dialog,
	open_screen,
	queue_row,
	reach_of,
	root_of,
	stop_time,
	TABS,
} from './support/screen';
import { test } from './support/session';
import {
	EACH_ONCE,
	effects_of,
	expect_effects,
	expect_killed_at,
	let_leases_expire,
	reset_site,
	run_queues,
	set_flags,
	still_the_demo,
	stored_state,
	submit,
} from './support/site';
import { try_wp, wp } from './support/wp';

const NARROW = { width: 400, height: 800 };
const WIDE = { width: 1280, height: 900 };

/** A dialog must hold on a telephone too. */
async function expect_accessible_at_both_widths( page: Page ) {
	await expect_accessible( page );
	await page.setViewportSize( NARROW );
	await expect_no_sideways_scroll( page );
	await expect_accessible( page );
	await page.setViewportSize( WIDE );
}

test.beforeAll( still_the_demo );
test.beforeEach( reset_site );

test.describe( 'An administrator', () => {
	test( 'sees the overview without a second request, and every tab by click, by address and by Back', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'admin' );
		// Nothing is answered until it is painted, however slow this machine is and whatever is polled meanwhile.
		const held: Route[] = [];
		const api = /smartalloc-ops(\/|%2F)v1/;
		await page.route( api, ( route ) => void held.push( route ) );
		await open_screen( page, 'Overview' );
		await expect(
			root_of( page ).getByText( /\d+ checks are good\./ )
		).toBeVisible();
		await page.unroute( api );
		await Promise.all( held.map( ( route ) => route.continue() ) );

		for ( const tab of TABS ) {
			await go_to( page, tab );
			await expect( page ).toHaveURL(
				new RegExp( `tab=${ tab.toLowerCase() }$` )
			);
			await expect(
				page.getByRole( 'link', { name: tab, exact: true } ).first()
			).toHaveAttribute( 'aria-current', 'page' );
			await expect_accessible( page );
		}
		await page.goBack();
		await expect( content_of( page, 'Flags' ) ).toBeVisible();
		await expect( page ).toHaveURL( /tab=flags$/ );
	} );

	test( 'can use every tab on a screen of 400 pixels', async ( { seat } ) => {
		const { page } = await seat( 'admin' );
		await page.setViewportSize( NARROW );
		for ( const tab of TABS ) {
			await open_screen( page, tab );
			await expect_no_sideways_scroll( page );
			await expect_accessible( page );
		}
	} );

	test( 'reads times in the zone of the site, not of the browser', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'admin' );
		await open_screen( page, 'Health' );
		const clock = new Intl.DateTimeFormat( 'en-GB', {
			hour: '2-digit',
			minute: '2-digit',
			timeZone: 'Asia/Tehran',
		} );
		await expect(
			root_of( page ).getByText(
				/^Site time \d\d:\d\d \(Asia\/Tehran\)$/
			)
		).toBeVisible();
		const measured = page.locator( 'time' ).first();
		const at = await measured.getAttribute( 'datetime' );
		await expect( measured ).toHaveAttribute(
			'title',
			new RegExp( clock.format( new Date( at ?? '' ) ) )
		);
	} );

	test( 'finds the checks in the Site Health of WordPress, red when they are red', async ( {
		seat,
	} ) => {
		const { page, seen } = await seat( 'admin' );
		// Core measures folders there, and stumbles over those of this site, which are links.
		seen.expect_status( 500 );
		await page.goto( '/wp-admin/site-health.php?tab=debug' );
		await page.getByRole( 'button', { name: 'SmartAlloc Ops' } ).click();
		await expect(
			page.getByRole( 'row', {
				name: /^Submission path good: 1 enabled/,
			} )
		).toBeVisible();

		await page.goto( '/wp-admin/site-health.php' );
		await page.getByRole( 'button', { name: 'Passed tests' } ).click();
		for ( const part of [
			'scheduling',
			'forms',
			'messages',
			'platform',
		] ) {
			await expect(
				page.getByRole( 'button', {
					name: `SmartAlloc ${ part }: good SmartAlloc`,
				} )
			).toBeVisible();
		}

		await wp( 'plugin', 'deactivate', 'gravityforms' );
		await try_wp( [ 'smartalloc-ops', 'health', 'check' ] );
		await page.reload();
		const forms = page.getByRole( 'button', {
			name: 'SmartAlloc forms: critical SmartAlloc',
		} );
		await forms.click();
		await expect(
			page.getByText( 'Gravity Forms is not loaded on this site.' )
		).toBeVisible();
	} );
} );

test.describe( 'An owner', () => {
	test( 'pauses a group, sees it everywhere, and what waited runs once after the resume', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'owner' );
		await open_screen( page, 'Queue' );
		const row = queue_row( page, 'smartalloc_allocate' );
		const dialog = await open_dialog(
			page,
			row.getByRole( 'button', { name: 'Pause…' } )
		);
		await expect(
			reach_of( dialog, 'Jobs waiting in this group' )
		).toHaveText( /^0/ );
		await expect( dialog.getByText( 'Say why first.' ) ).toBeVisible();
		await expect_accessible_at_both_widths( page );
		await decide( dialog, 'Pause the queue', 'Mentors list is wrong' );

		await expect(
			row.getByRole( 'button', { name: 'Resume…' } )
		).toBeFocused();
		await expect(
			root_of( page ).getByText(
				'Scheduling: smartalloc_allocate is now off.'
			)
		).toBeVisible();
		await expect( cell( row, 'State' ) ).toHaveText(
			/Paused.*by owner: “Mentors list is wrong”/s
		);

		const entries = await submit( 3 );
		await run_queues();
		const by_group = await try_wp( [
			'action-scheduler',
			'run',
			'--group=smartalloc_allocate',
		] );
		expect( by_group.code ).toBe( 1 );
		expect( by_group.stderr ).toContain( 'is paused. Nothing was run.' );
		expect( await Promise.all( entries.map( effects_of ) ) ).toEqual(
			entries.map( () => ( { 'mail gf': 1 } ) )
		);

		await open_screen( page, 'Overview' );
		await expect(
			root_of( page ).getByText( 'Switched off on purpose: 1 queue.' )
		).toBeVisible();
		await expect(
			root_of( page ).getByText( 'Scheduling: smartalloc_allocate off' )
		).toBeVisible();
		await page
			.getByRole( 'link', { name: 'smartalloc_allocate', exact: true } )
			.click();
		await expect( cell( row, 'Pending' ) ).toHaveText( '3' );

		const again = await open_dialog(
			page,
			row.getByRole( 'button', { name: 'Resume…' } )
		);
		await expect(
			reach_of( again, 'Jobs waiting in this group' )
		).toHaveText( /^3/ );
		await decide( again, 'Resume the queue', 'List is right' );
		await expect( cell( row, 'State' ) ).not.toContainText( 'Paused' );
		await expect_effects( entries, EACH_ONCE );
	} );

	test( 'holds comms, finds every held message, and each leaves once when comms is on', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'owner' );
		await open_screen( page, 'Flags' );
		const row = flag_row( page, 'Comms' );
		const dialog = await open_dialog( page, change_button( row ) );
		await expect(
			reach_of( dialog, 'Forms whose notifications are held' )
		).toHaveText( '1' );
		await expect(
			dialog.getByText( 'Nothing is deleted.', { exact: false } )
		).toBeVisible();
		await decide( dialog, 'Hold comms', 'SMTP is down' );
		await expect( change_button( row ) ).toBeFocused();
		await expect( row.getByText( 'Comms is now off.' ) ).toBeVisible();
		await expect( row ).toContainText( 'by owner: “SMTP is down”' );

		const entries = await submit( 2 );
		await expect_effects( entries, {
			'run allocate': 1,
			'run webhook': 1,
			'webhook webhook': 1,
		} );

		await open_screen( page, 'Flags' );
		await expect( row ).toContainText( '4 held.' );
		await row.getByRole( 'link', { name: 'Show them' } ).click();
		await expect( page ).toHaveURL( /tab=queue&state=held$/ );
		await expect(
			page.getByRole( 'link', { name: 'Held (4)' } )
		).toHaveAttribute( 'aria-current', 'page' );
		const held = page.getByRole( 'table', { name: 'Work of this state' } );
		await expect( held.getByRole( 'rowheader' ) ).toHaveCount( 4 );
		await held
			.getByRole( 'rowheader' )
			.first()
			.getByRole( 'button' )
			.click();
		await expect( held.getByText( 'action_id: int' ) ).toBeVisible();
		await expect_accessible( page );

		await go_to( page, 'Overview' );
		await expect(
			root_of( page ).getByText( /4 held by Comms/ )
		).toBeVisible();
		await page.getByRole( 'link', { name: 'Release… Comms' } ).click();
		const release = await dialog_with_reach( page );
		await expect( reach_of( release, 'Messages held' ) ).toHaveText( /^4/ );
		await decide( release, 'Send comms again', 'SMTP is back' );
		await expect_effects( entries, EACH_ONCE );
		await expect(
			page.getByRole( 'link', { name: 'Change…' } )
		).toHaveCount( 0 );
	} );

	test( 'switches GPPA off for a form and on again, and the form obeys', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'owner' );
		const choices = async () =>
			( await ( await page.request.get( '/sabt/' ) ).text() ).includes(
				'gppa-school-'
			);
		expect( await choices() ).toBe( true );

		await open_screen( page, 'Flags' );
		const row = flag_row( page, 'GP Populate Anything', 'form 150' );
		const off = await open_dialog( page, change_button( row ) );
		await expect(
			reach_of( off, 'Fields of form 150 that GPPA fills' )
		).toHaveText( '1' );
		await decide( off, 'Turn GPPA off', 'Wrong schools' );
		expect( await choices() ).toBe( false );

		const on = await open_dialog( page, change_button( row ) );
		await decide( on, 'Turn GPPA on', 'Schools are right' );
		expect( await choices() ).toBe( true );

		await row.getByRole( 'button', { name: 'History' } ).click();
		await expect(
			row.getByRole( 'listitem' ).filter( { hasText: 'Wrong schools' } )
		).toBeVisible();
	} );

	test( 'is refused a switch of the queue while work is pending, with the way forward', async ( {
		seat,
	} ) => {
		const { page, seen } = await seat( 'owner' );
		await wp(
			...'smartalloc-ops flags set scheduling off --scope=smartalloc_allocate --reason=test --yes'.split(
				' '
			)
		);
		await open_screen( page, 'Flags' );
		const row = flag_row( page, 'Queue' );
		const dialog = await open_dialog( page, change_button( row ) );
		await dialog.getByLabel( 'Reason (required)' ).fill( 'AS is slow' );

		// Work comes in after the dialog has measured that there is none.
		await submit( 1 );
		seen.expect_status( 422 );
		await dialog.getByRole( 'button', { name: 'Use WP-Cron' } ).click();
		await expect(
			dialog.getByText( '1 job still waits where it was stored.', {
				exact: false,
			} )
		).toBeVisible();
		expect(
			await ask_api( page, 'PUT', '/flags/queue', {
				value: 'wp_cron',
				revision: 0,
				reason: 'AS is slow',
			} )
		).toEqual( { status: 422, code: 'smartalloc_ops_needs_migration' } );
		await expect_accessible( page );
		await dialog.getByRole( 'link', { name: 'See the queues' } ).click();
		await expect(
			cell( queue_row( page, 'smartalloc_allocate' ), 'Pending' )
		).toHaveText( '1' );

		await open_screen( page, 'Flags' );
		const refused = await open_dialog( page, change_button( row ) );
		await expect(
			refused.getByText( 'This cannot be done now.' )
		).toBeVisible();
		expect( await set_flags() ).toEqual( [
			'scheduling/smartalloc_allocate=off',
		] );
	} );

	test( 'decides about a message whose outcome nobody saw', async ( {
		seat,
	} ) => {
		const flip = async ( value: string ) =>
			wp(
				...`smartalloc-ops flags set comms ${ value } --reason=test --yes`.split(
					' '
				)
			);
		await flip( 'off' );
		await submit( 1 );
		await flip( 'on' );
		await expect_killed_at( 'work.performed', 'work', 'run' );
		await let_leases_expire();
		await wp( 'smartalloc-ops', 'work', 'run' );

		const { page } = await seat( 'owner' );
		await open_screen( page, 'Overview' );
		await page.getByRole( 'link', { name: 'Decide' } ).click();
		const unknown = page.getByRole( 'table', {
			name: 'Work of this state',
		} );
		const decide_button = unknown.getByRole( 'button', {
			name: 'Decide…',
		} );
		await decide_button.click();
		const dialog = page.getByRole( 'dialog' );
		await expect( dialog.getByText( 'nobody saw it end' ) ).toBeVisible();
		await expect_accessible_at_both_widths( page );
		await decide( dialog, 'Close it', 'The office has it' );
		// The row keeps its place while the focus is in the table.
		await page.getByRole( 'link', { name: 'Outcome unknown (0)' } ).click();
		await expect(
			root_of( page ).getByText( 'No outcome is in doubt' )
		).toBeVisible();
	} );
} );

test( 'Two people at one switch: the second sees who was first, when and why, and may decide again', async ( {
	seat,
} ) => {
	const first = await seat( 'owner' );
	const second = await seat( 'admin' );
	await second.page.clock.install();
	await open_screen( first.page, 'Flags' );
	await open_screen( second.page, 'Flags' );
	const row = flag_row( second.page, 'Comms' );
	const dialog = await open_dialog( second.page, change_button( row ) );
	await dialog.getByLabel( 'Reason (required)' ).fill( 'Bounces' );
	await stop_time( second.page );
	await decide(
		await open_dialog(
			first.page,
			change_button( flag_row( first.page, 'Comms' ) )
		),
		'Hold comms',
		'SMTP is down'
	);

	second.seen.expect_status( 409 );
	await dialog.getByRole( 'button', { name: 'Hold comms' } ).click();
	// For a page whose time stands still what happens elsewhere may lie ahead.
	await expect(
		dialog.getByText(
			/owner set it to off (just now|in \d+ s|\d+ s ago): “SMTP is down”/
		)
	).toBeVisible();
	await second.page.clock.resume();
	await expect_accessible_at_both_widths( second.page );

	await dialog.getByRole( 'button', { name: 'Decide again' } ).click();
	await decide( dialog, 'Send comms again', 'It was only one mail' );
	await expect( row ).toContainText( 'by admin: “It was only one mail”' );
	expect( await set_flags() ).toEqual( [] );
} );

/** Disabled for this person, with the capability it needs as its description; pressing it does nothing. */
async function expect_out_of_reach(
	page: Page,
	name: RegExp,
	capability: string
) {
	await expect(
		page.locator( '.smartalloc-ops__note', { hasText: capability } )
	).toBeVisible();
	const buttons = page.getByRole( 'button', { name } );
	await expect( buttons.first() ).toBeVisible();
	for ( const button of await buttons.all() ) {
		await expect( button ).toHaveAttribute( 'aria-disabled', 'true' );
		await expect( button ).toHaveAccessibleDescription(
			new RegExp( capability )
		);
		await click_anyway( button );
	}
	await expect( page.getByRole( 'dialog' ) ).toHaveCount( 0 );
}

test( 'Support sees everything, and can change nothing', async ( { seat } ) => {
	const { page, seen } = await seat( 'support' );
	await open_screen( page, 'Rollback' );
	await expect_out_of_reach(
		page,
		/^Start the rollback/,
		'smartalloc_ops_rollback'
	);
	await wp(
		...'smartalloc-ops rollback start smtp_down --reason=test --yes'.split(
			' '
		)
	);
	const before = await stored_state();

	await open_screen( page, 'Overview' );
	await expect_accessible( page );
	await open_screen( page, 'Health' );
	await expect_out_of_reach( page, /^Prove it/, 'smartalloc_ops_operate' );
	await expect_accessible( page );
	await open_screen( page, 'Queue' );
	await expect_out_of_reach( page, /^Pause…/, 'smartalloc_ops_flags' );
	await expect_accessible( page );
	await open_screen( page, 'Flags' );
	await expect_out_of_reach( page, /^Change…/, 'smartalloc_ops_flags' );
	await expect_accessible( page );
	await open_screen( page, 'Rollback' );
	await expect_out_of_reach(
		page,
		/^(Abort|Close)…/,
		'smartalloc_ops_rollback'
	);
	await expect_accessible( page );

	await open_screen( page, 'Flags', { change: 'comms' } );
	await expect( page.getByRole( 'dialog' ) ).toHaveCount( 0 );
	expect(
		seen.requests().filter( ( request ) => ! request.startsWith( 'GET ' ) )
	).toEqual( [] );
	expect(
		await ask_api( page, 'PUT', '/flags/gppa', {
			value: 'off',
			revision: 0,
			reason: 'test',
		} )
	).toEqual( { status: 403, code: 'smartalloc_ops_forbidden' } );
	expect( await stored_state() ).toBe( before );
} );

test.describe( 'A rollback', () => {
	test( 'shows its dry run, wants the release typed, contains, is the only one, and puts back', async ( {
		seat,
	} ) => {
		const first = await seat( 'owner' );
		const second = await seat( 'admin' );
		await second.page.clock.install();
		for ( const { page } of [ first, second ] ) {
			await open_screen( page, 'Rollback' );
			await page.getByLabel( 'A bad release' ).check();
			await expect(
				page.getByRole( 'heading', { name: 'What would happen' } )
			).toBeVisible();
			await page.getByLabel( 'Reason (required)' ).fill( '1.0.0 is bad' );
		}
		await second.page.getByLabel( 'Type 1.0.0 to confirm' ).fill( '1.0.0' );
		await stop_time( second.page );
		await expect(
			root_of( first.page ).getByText( 'Comms is set to off (now on).' )
		).toBeVisible();
		await expect(
			root_of( first.page ).getByText(
				/^Scheduling smartalloc_\w+ is set to off/
			)
		).toHaveCount( 3 );
		await expect_accessible_at_both_widths( first.page );
		expect( await set_flags() ).toEqual( [] );

		const confirmation = first.page.getByLabel( 'Type 1.0.0 to confirm' );
		const start = first.page.getByRole( 'button', {
			name: 'Start the rollback',
		} );
		await confirmation.fill( '1.0.1' );
		await expect( start ).toHaveAttribute( 'aria-disabled', 'true' );
		await expect( start ).toHaveAccessibleDescription(
			'Type 1.0.0 to confirm.'
		);
		expect(
			await ask_api( first.page, 'POST', '/rollbacks', {
				scenario: 'bad_release',
				reason: 'test',
				confirmation: '1.0.1',
				idempotency_key: 'wrong-confirmation',
			} )
		).toEqual( { status: 400, code: 'smartalloc_ops_invalid_field' } );

		await confirmation.fill( '1.0.0' );
		await start.click();
		await expect( first.page ).toHaveURL( /run=\d+$/ );
		await expect(
			root_of( first.page ).getByText(
				'Contained. A person must now bring the good release back.'
			)
		).toBeVisible();
		await expect(
			root_of( first.page ).getByText( 'wp smartalloc-ops health check' )
		).toBeVisible();
		await expect_accessible_at_both_widths( first.page );
		expect( await set_flags() ).toEqual( [
			'gppa/=off',
			'comms/=off',
			'webhooks/=off',
			'scheduling/smartalloc_allocate=off',
			'scheduling/smartalloc_notify=off',
			'scheduling/smartalloc_export=off',
		] );

		second.seen.expect_status( 409 );
		await second.page
			.getByRole( 'button', { name: 'Start the rollback' } )
			.click();
		await expect(
			root_of( second.page ).getByText( 'yours was not started', {
				exact: false,
			} )
		).toBeVisible();
		await expect(
			root_of( second.page )
				.getByText( /by owner: “1\.0\.0 is bad”/ )
				.first()
		).toBeVisible();

		await first.page.getByRole( 'button', { name: 'Abort…' } ).click();
		const dialog = first.page.getByRole( 'dialog' );
		await expect_accessible( first.page );
		await decide( dialog, 'Abort and undo', 'False alarm' );
		await expect(
			root_of( first.page )
				.getByText( 'Aborted. What this run had changed was put back.' )
				.first()
		).toBeVisible();
		expect( await set_flags() ).toEqual( [] );
	} );

	test( 'that was killed in the middle is resumed from the browser', async ( {
		seat,
	} ) => {
		await expect_killed_at(
			'run.hold_scheduling.acting',
			...'rollback start bad_release --reason=test --yes'.split( ' ' )
		);
		await let_leases_expire();
		expect( await set_flags() ).toEqual( [
			'gppa/=off',
			'comms/=off',
			'webhooks/=off',
		] );

		const { page } = await seat( 'owner' );
		await open_screen( page, 'Overview' );
		await page.getByRole( 'link', { name: 'Open the rollback' } ).click();
		await expect(
			root_of( page ).getByText( 'Interrupted: its worker is gone.', {
				exact: false,
			} )
		).toBeVisible();
		await page.getByRole( 'button', { name: 'Resume' } ).click();
		await expect(
			root_of( page ).getByText( /^Contained\. A person must now/ )
		).toBeVisible();
		await expect(
			root_of( page ).getByText( 'Hold scheduling (attempt 2)' )
		).toBeVisible();
		expect( await set_flags() ).toHaveLength( 6 );
	} );
} );

test.describe( 'Health', () => {
	test( 'proves that a check can turn red, and that it comes back', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'owner' );
		await open_screen( page, 'Health' );
		await page
			.getByRole( 'button', { name: 'Prove it Submission path' } )
			.click();
		await expect(
			root_of( page ).getByText(
				'Proved: the check turned red and came back.'
			)
		).toBeVisible();
		await expect(
			root_of( page ).getByText(
				/^Critical Each submission of form 150 is handled 2 times/
			)
		).toBeVisible();
		await expect(
			root_of( page ).getByText( /^Good 1 enabled form is active/ )
		).toBeVisible();
		await expect_accessible( page );
	} );

	test( 'names a plugin that is gone, links the remedy, and folds what waits for it', async ( {
		seat,
	} ) => {
		const { page } = await seat( 'admin' );
		await open_screen( page, 'Health' );
		await wp( 'plugin', 'deactivate', 'gravityforms' );
		await page.getByRole( 'button', { name: 'Check all now' } ).click();
		const forms = page.locator( '.smartalloc-ops__check', {
			has: page.getByRole( 'heading', { name: 'Gravity Forms' } ),
		} );
		await expect( forms ).toContainText( /^Critical/ );
		await expect( forms ).toContainText(
			'Gravity Forms is not loaded on this site.'
		);
		await root_of( page )
			.getByText( /^\d+ checks wait for Gravity Forms$/ )
			.click();
		await expect(
			root_of( page ).getByText( 'Waits for: Gravity Forms.' ).first()
		).toBeVisible();
		await expect_accessible( page );
		await go_to( page, 'Overview' );
		// Of the element, so that a failure says which other thing it named.
		await expect(
			page.locator( '.smartalloc-ops__headline bdi' ).first()
		).toHaveText( /^Critical: 1 thing needs you\. Gravity Forms/ );
		await page
			.getByRole( 'link', { name: 'Plugins', exact: true } )
			.last()
			.click();
		await expect( page ).toHaveURL( /plugins\.php$/ );
	} );
} );

test( 'Without Action Scheduler the queues are not available, and no number is shown as zero', async ( {
	seat,
} ) => {
	await wp( 'plugin', 'deactivate', 'action-scheduler' );
	const { page } = await seat( 'owner' );
	await open_screen( page, 'Queue' );
	await expect(
		root_of( page ).getByText( 'Action Scheduler is not here:', {
			exact: false,
		} )
	).toBeVisible();
	for ( const group of [ 'allocate', 'notify', 'export' ] ) {
		const row = queue_row( page, `smartalloc_${ group }` );
		await expect( cell( row, 'State' ) ).toContainText( 'Not available' );
		for ( const column of [ 'Pending', 'Due', 'Running', 'Failed' ] ) {
			await expect( cell( row, column ) ).toHaveText( 'not available' );
		}
	}
	await expect_accessible( page );
	await go_to( page, 'Flags' );
	await expect(
		flag_row( page, 'Scheduling', 'smartalloc_allocate' )
	).toContainText( 'Not obeyed' );
	await expect_accessible( page );
} );

test.describe( 'Polling', () => {
	test( 'keeps the last good data through an error, says how old it is, and recovers', async ( {
		seat,
	} ) => {
		const { page, seen } = await seat( 'admin' );
		await page.clock.install();
		await open_screen( page, 'Overview' );
		await stop_time( page );
		const broken = /smartalloc-ops\/v1\/overview/;
		seen.expect_status( 500 );
		await page.route( broken, ( route ) =>
			route.fulfill( { status: 500, body: '<p>Critical error</p>' } )
		);
		await page.clock.runFor( 11_000 );
		await expect(
			root_of( page ).getByText(
				'The site answered with a page instead of data.',
				{
					exact: false,
				}
			)
		).toBeVisible();
		await expect(
			root_of( page ).getByText( /Last updated \d+ s ago/ )
		).toBeVisible();
		await expect( content_of( page, 'Overview' ) ).toBeVisible();
		await page.clock.resume();
		await expect_accessible( page );

		await page.unroute( broken );
		await page.getByRole( 'button', { name: 'Retry now' } ).click();
		await expect( root_of( page ).getByText( /Last updated/ ) ).toHaveCount(
			0
		);
	} );

	test( 'stops in a hidden tab and goes on when it is looked at', async ( {
		seat,
	} ) => {
		const { page, seen } = await seat( 'admin' );
		await page.clock.install();
		await open_screen( page, 'Overview' );
		await stop_time( page );
		const show = ( visible: boolean ) =>
			page.evaluate( ( is_visible ) => {
				Object.defineProperty( document, 'hidden', {
					configurable: true,
					get: () => ! is_visible,
				} );
				document.dispatchEvent( new Event( 'visibilitychange' ) );
			}, visible );
		const polls = () => seen.requests().length;

		const answered = page.waitForResponse( /smartalloc-ops\/v1\/overview/ );
		await page.clock.runFor( 11_000 );
		await ( await answered ).finished();
		expect( polls() ).toBe( 1 );
		await show( false );
		await page.clock.runFor( 60_000 );
		expect( polls() ).toBe( 1 );
		await show( true );
		await expect
			.poll( async () => {
				await page.clock.runFor( 200 );
				return polls();
			} )
			.toBe( 2 );
	} );
} );

test( 'The keyboard alone opens a dialog, leaves it by Esc, and Enter in the reason sends nothing', async ( {
	seat,
} ) => {
	const { page } = await seat( 'owner' );
	await open_screen( page, 'Flags' );
	const button = change_button( flag_row( page, 'Comms' ) );
	const dialog = page.getByRole( 'dialog' );
	const reason = dialog.getByLabel( 'Reason (required)' );
	const tab_to = async ( wanted: typeof button ) => {
		for ( let presses = 0; presses < 60; presses++ ) {
			await page.keyboard.press( 'Tab' );
			if (
				await wanted.evaluate(
					( element ) =>
						element === element.ownerDocument.activeElement
				)
			) {
				return;
			}
		}
		throw new Error( 'It cannot be reached with the Tab key.' );
	};

	await page
		.getByRole( 'link', { name: 'Flags', exact: true } )
		.first()
		.focus();
	await tab_to( button );
	await page.keyboard.press( 'Enter' );
	await dialog_with_reach( page );
	await page.keyboard.press( 'Escape' );
	await expect( dialog ).toBeHidden();
	await expect( button ).toBeFocused();

	await page.keyboard.press( 'Enter' );
	await dialog_with_reach( page );
	await tab_to( reason );
	await page.keyboard.type( 'SMTP is down' );
	await page.keyboard.press( 'Enter' );
	await expect( reason ).toHaveValue( 'SMTP is down\n' );
	await expect( dialog ).toBeVisible();
	expect( await set_flags() ).toEqual( [] );

	await tab_to( dialog.getByRole( 'button', { name: 'Hold comms' } ) );
	await page.keyboard.press( 'Enter' );
	await expect( dialog ).toBeHidden();
	await expect( button ).toBeFocused();
	expect( await set_flags() ).toEqual( [ 'comms/=off' ] );
} );
