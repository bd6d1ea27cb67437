import type { Page } from '@playwright/test';

export type Person = 'admin' | 'owner' | 'support';

/** Logs in through the login page; the password of a demo user is its name. */
export async function log_in( page: Page, person: Person ): Promise< void > {
	await page.goto( '/wp-login.php' );
	await page.getByLabel( 'Username or Email Address' ).fill( person );
	await page.getByLabel( 'Password', { exact: true } ).fill( person );
	await page.getByRole( 'button', { name: 'Log In' } ).click();
	await page.waitForURL( /\/wp-admin\// );
}

/** Opens the screen, optionally on one of its tabs. */
export async function open_screen( page: Page, tab?: string ): Promise< void > {
	await page.goto(
		`/wp-admin/admin.php?page=smartalloc-ops${ tab === undefined ? '' : `&tab=${ tab }` }`
	);
}
