import {
	type Browser,
	type BrowserContext,
	expect,
	type Page,
	test as base,
} from '@playwright/test';
import { type Watch, watch } from './watch';

export type Person = 'admin' | 'owner' | 'support';

type Cookies = Awaited< ReturnType< BrowserContext[ 'storageState' ] > >;

/** Somebody at a browser, with everything that went wrong in it. */
export interface Desk {
	readonly page: Page;
	readonly seen: Watch;
}

/** Logs in once a person: the password of a demo user is its name. */
async function log_in( browser: Browser, person: Person ): Promise< Cookies > {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto( '/wp-login.php' );
	await page.getByLabel( 'Username or Email Address' ).fill( person );
	await page.getByLabel( 'Password', { exact: true } ).fill( person );
	await page.getByRole( 'button', { name: 'Log In' } ).click();
	await page.waitForURL( /\/wp-admin\// );
	const cookies = await context.storageState();
	await context.close();
	return cookies;
}

interface OwnFixtures {
	/** Seats a person at a browser of their own. */
	readonly seat: ( person: Person ) => Promise< Desk >;
}

interface WorkerFixtures {
	readonly cookies_of: ( person: Person ) => Promise< Cookies >;
}

export const test = base.extend< OwnFixtures, WorkerFixtures >( {
	cookies_of: [
		async ( { browser }, provide ) => {
			const known = new Map< Person, Promise< Cookies > >();
			await provide( ( person ) => {
				const cookies =
					known.get( person ) ?? log_in( browser, person );
				known.set( person, cookies );
				return cookies;
			} );
		},
		{ scope: 'worker' },
	],
	seat: async ( { browser, cookies_of }, provide ) => {
		const desks: { context: BrowserContext; desk: Desk }[] = [];
		await provide( async ( person ) => {
			const context = await browser.newContext( {
				storageState: await cookies_of( person ),
			} );
			const page = await context.newPage();
			const desk = { page, seen: await watch( page ) };
			desks.push( { context, desk } );
			return desk;
		} );
		const troubles = desks.flatMap( ( { desk } ) => desk.seen.troubles() );
		await Promise.all( desks.map( ( { context } ) => context.close() ) );
		expect( troubles, 'errors in the console of the browser' ).toEqual(
			[]
		);
	},
} );
